/**
 * Formulas and derivations as text: a small numpy-like language, read into {@link
 * chainrule.autodiff.expression.Formula} trees and evaluated in doubles by the engine or over any
 * {@link chainrule.autodiff.real.Real}, where derivatives are Taylor series and no rule of the
 * engine takes part. May use the core and {@code real}.
 */
@NullMarked
package chainrule.autodiff.expression;

import org.jspecify.annotations.NullMarked;
