package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Copies weights from the layout {@code from} to {@code layout}, for a product whose lanes are the other axis of the weights. */
public record Transpose(Layout layout, Layout from) implements Operation {
    @Override
    public String name() {
        return "transpose";
    }

    @Override
    public List<String> operands() {
        return List.of("weight");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("weight");
    }

    @Override
    public Layout layout(Operands<TensorType> operands, Halo halo) {
        return layout;
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    /**
     * Rows and columns of weights are the outer loops, then blocks of units and channels. Within a block both layouts stay in a few cache
     * lines: a whole axis at a time would take a new line with every float.
     */
    @Override
    public Statement lower(Lowering lowering) {
        TensorType type = lowering.result().type();
        List<Affine> at = new ArrayList<>();
        List<UnaryOperator<Statement>> outer = new ArrayList<>();
        List<UnaryOperator<Statement>> blocks = new ArrayList<>();
        List<UnaryOperator<Statement>> inner = new ArrayList<>();
        for (int axis = 0; axis < type.rank(); axis++) {
            Symbol index = new Symbol(List.of("unit", "channel", "i", "j").get(axis));
            int size = type.size(axis);
            int panel = Math.max(
                    layout.axes().get(axis).panel(), from.axes().get(axis).panel());
            if (panel == 0 || size <= panel) {
                at.add(Affine.of(index));
                (panel == 0 ? outer : inner).add(body -> Statement.loop(index, Affine.of(size), body));
                continue;
            }
            Symbol block = new Symbol(index.name() + "Panel");
            at.add(Affine.of(block, panel).plus(Affine.of(index)));
            blocks.add(body -> Statement.loop(block, Affine.of((size + panel - 1) / panel), body));
            inner.add(body -> withinBlock(index, block, size, panel, body));
        }
        Statement all =
                lowering.store(Affine.ZERO, at, lowering.operand("weight").load(Affine.ZERO, at));
        return around(outer, around(blocks, around(inner, all)));
    }

    private static Statement withinBlock(Symbol index, Symbol block, int size, int panel, Statement body) {
        Bound to = size % panel == 0
                ? Bound.of(panel)
                : Bound.min(Affine.of(panel), Affine.of(size).plus(Affine.of(block, -panel)));
        return new Statement.Loop(index, Bound.of(0), to, List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    /** {@code body} in loops, of which the first is the outermost. */
    private static Statement around(List<UnaryOperator<Statement>> loops, Statement body) {
        Statement all = body;
        for (int i = loops.size() - 1; i >= 0; i--) {
            all = loops.get(i).apply(all);
        }
        return all;
    }
}
