/**
 * The notes: a page of worked derivatives, with their plots, computed when the program runs. May
 * use every package of the project; no other package may use this one.
 */
@NullMarked
package chainrule.examples.notes;

import org.jspecify.annotations.NullMarked;
