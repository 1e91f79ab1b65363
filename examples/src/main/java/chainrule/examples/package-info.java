/**
 * Programs that people run, each with a main method: what the library is for, and what it looks
 * like in use. May use every package of the project; no other package may use this one.
 */
@NullMarked
package chainrule.examples;

import org.jspecify.annotations.NullMarked;
