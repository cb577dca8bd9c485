package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One number for each window of an image, or of the steps of a sequence. A variable begins with a start value and is updated with each
 * element of the window, in row-major order. Its last value is stored. Elements in the padding are left out.
 */
interface WindowReduction extends Operation {
    Window window();

    /** The name of the variable, for readers of the generated code. */
    String variable();

    /** Its start value. If all elements are certain to be within the image, the first element is the start value instead. */
    Expression start();

    /** Its value after the element {@code value}, if it was {@code soFar} before. */
    Expression element(Expression soFar, Expression value);

    /**
     * What is stored for the window at {@code at} of the image {@code x}; {@code all} is the value of the variable after the last element.
     */
    default Expression end(Expression all, TensorType x, List<Affine> at) {
        return all;
    }

    @Override
    default List<String> operands() {
        return List.of("x");
    }

    @Override
    default TensorType type(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        return window().out(x, x.size(AxisOrder.lane(x)));
    }

    @Override
    default Epilogue epilogue() {
        return Epilogue.WINDOW;
    }

    @Override
    default Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        WindowElements elements = new WindowElements(window());
        BiFunction<Affine, List<Affine>, Statement> window = (n, at) -> {
            if (elements.areUnrolled()) {
                Expression all = elements.pixels(at).stream()
                        .map(pixel -> x.load(n, pixel))
                        .reduce(this::element)
                        .orElseThrow();
                return lowering.store(n, at, end(all, x.type(), at));
            }
            Variable variable = lowering.variable(variable());
            Expression soFar = Expression.local(variable);
            return Statement.block(
                    new Statement.Let(variable, start()),
                    elements.loops(
                            x.type(), at, pixel -> new Statement.Assign(variable, element(soFar, x.load(n, pixel)))),
                    lowering.store(n, at, end(soFar, x.type(), at)));
        };
        // where samples end early, their last windows reach into the padding, and those behind have nothing to read
        return x.type().overTime() && window().padding().bottom() > 0
                ? lowering.samples(n -> Statement.block(
                        lowering.ownLanes(lowering.result(), at -> window.apply(n, at)),
                        lowering.result().clearPadding(n)))
                : lowering.everywhere(window);
    }
}
