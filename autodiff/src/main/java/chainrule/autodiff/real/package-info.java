/**
 * Numbers of more than double precision: the truth that values and derivatives in doubles are held
 * against. {@link chainrule.autodiff.real.Ball} proves a bound of its error, {@link
 * chainrule.autodiff.real.Verified} raises its digits until an answer is certain, and {@link
 * chainrule.autodiff.real.TaylorReal} carries derivatives in any arithmetic. {@link
 * chainrule.autodiff.real.DecimalReal} rounds to a number of digits; {@link
 * chainrule.autodiff.real.DerivativeReal} and {@link chainrule.autodiff.real.Differences} are
 * oracles of another make. Uses no other package of the project.
 */
@NullMarked
package chainrule.autodiff.real;

import org.jspecify.annotations.NullMarked;
