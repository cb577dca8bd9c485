package dev.lamina.compiler.tensor;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * The lane axis of a product, split into the panels of the weights.
 *
 * @param loops the loop over panels, if there are several, then the loop over the units of a panel
 * @param at the coordinate of a unit
 */
public record Units(List<Statement.Range> loops, int panel, Affine at) {
    public static Units of(String name, int units) {
        return of(name, units, Layout.panel(units));
    }

    public static Units of(String name, int units, int panel) {
        Symbol column = new Symbol(name);
        if (units <= panel) {
            return new Units(List.of(new Statement.Range(column, Affine.of(units))), panel, Affine.of(column));
        }
        Symbol block = new Symbol(name + "Panel");
        int panels = (units + panel - 1) / panel;
        return new Units(
                List.of(new Statement.Range(block, Affine.of(panels)), new Statement.Range(column, Affine.of(panel))),
                panel,
                Affine.of(block, panel).plus(Affine.of(column)));
    }

    /** The loops of a product: panels outermost, so that a panel of weights stays in the cache, then {@code others}, then the lanes. */
    public List<Statement.Range> around(List<Statement.Range> others) {
        List<Statement.Range> all = new ArrayList<>(loops.subList(0, loops.size() - 1));
        all.addAll(others);
        all.add(loops.get(loops.size() - 1));
        return all;
    }
}
