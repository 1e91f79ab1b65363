/**
 * The core of the engine: tensors, elementary operations, the modes that interpret them, and
 * derivatives. Of the project's other packages it may use only {@code chainrule.autodiff.kernel}
 * and {@code chainrule.autodiff.real}.
 */
@NullMarked
package chainrule.autodiff;

import org.jspecify.annotations.NullMarked;
