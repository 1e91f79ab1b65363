/**
 * Numbers of more than double precision that know a bound of their own error: the truth that values
 * and derivatives in doubles are held against. Uses no other package of the project.
 */
@NullMarked
package chainrule.autodiff.real;

import org.jspecify.annotations.NullMarked;
