/**
 * Neural networks: activations, layers, losses, initialisers, optimisers, training and diagnostics,
 * all of them functions of tensors. May use {@code chainrule.autodiff} and its sub-packages only.
 */
@NullMarked
package chainrule.nn;

import org.jspecify.annotations.NullMarked;
