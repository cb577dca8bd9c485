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

    @Override
    public Statement lower(Lowering lowering) {
        TensorType type = lowering.result().type();
        return axis(lowering, type, 0, new ArrayList<>());
    }

    private Statement axis(Lowering lowering, TensorType type, int axis, List<Affine> at) {
        if (axis == type.rank()) {
            return lowering.store(
                    Affine.ZERO, List.copyOf(at), lowering.operand("weight").load(Affine.ZERO, at));
        }
        int size = type.size(axis);
        int panel =
                Math.max(layout.axes().get(axis).panel(), from.axes().get(axis).panel());
        Symbol inner = new Symbol(List.of("unit", "channel", "i", "j").get(axis));
        if (panel == 0 || size <= panel) {
            at.add(Affine.of(inner));
            Statement body = axis(lowering, type, axis + 1, at);
            at.remove(axis);
            return Statement.loop(inner, Affine.of(size), body);
        }
        Symbol block = new Symbol(inner.name() + "Panel");
        at.add(Affine.of(block, panel).plus(Affine.of(inner)));
        Statement body = axis(lowering, type, axis + 1, at);
        at.remove(axis);
        Affine left = Affine.of(size).plus(Affine.of(block, -panel));
        Statement columns = new Statement.Loop(
                inner,
                Bound.of(0),
                Bound.min(Affine.of(panel), left),
                List.of(new Statement.SteppedBody(Affine.of(1), body)));
        return Statement.loop(block, Affine.of((size + panel - 1) / panel), columns);
    }
}
