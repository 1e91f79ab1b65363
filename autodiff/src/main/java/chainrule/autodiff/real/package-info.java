/**
 * Numbers of more than double precision, and numbers that carry derivatives: the oracles that
 * values and derivatives in doubles are held against. Uses no other package of the project.
 */
@NullMarked
package chainrule.autodiff.real;

import org.jspecify.annotations.NullMarked;
