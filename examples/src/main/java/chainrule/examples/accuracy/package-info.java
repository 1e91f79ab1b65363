/** Measures the accuracy of every elementary operation over all doubles. */
@NullMarked
package chainrule.examples.accuracy;

import org.jspecify.annotations.NullMarked;
