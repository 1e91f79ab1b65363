/**
 * Activation functions of neural networks, composed of elementary operations: no derivative is
 * written by hand. May use {@code chainrule.autodiff} only.
 */
@NullMarked
package chainrule.nn.activations;

import org.jspecify.annotations.NullMarked;
