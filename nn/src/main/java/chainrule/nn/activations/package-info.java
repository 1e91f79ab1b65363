/**
 * Activation functions of neural networks, composed of the engine's operations: no derivative is
 * written here. May use {@code chainrule.autodiff} only.
 */
@NullMarked
package chainrule.nn.activations;

import org.jspecify.annotations.NullMarked;
