/**
 * Neural networks, of functions of tensors: so far the activations. May use {@code
 * chainrule.autodiff} and its sub-packages only.
 */
@NullMarked
package chainrule.nn;

import org.jspecify.annotations.NullMarked;
