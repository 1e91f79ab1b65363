/**
 * Derivations and derivatives as JUnit 5 tests. Needs {@code junit-jupiter-params} 5.13 or newer on
 * the class path of the tests, which the library itself does not bring.
 */
@NullMarked
package chainrule.autodiff.check.junit;

import org.jspecify.annotations.NullMarked;
