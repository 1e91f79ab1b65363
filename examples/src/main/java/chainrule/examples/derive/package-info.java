/**
 * The command {@code derive}: is my derivation right? In a terminal, and as a page of one's own
 * machine.
 */
@NullMarked
package chainrule.examples.derive;

import org.jspecify.annotations.NullMarked;
