package dev.lamina.compiler.layer.optimizer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.stream.Stream;

/**
 * How training changes the parameters. All parameters are in one array, and all gradients are in another array of the same layout, so an
 * update is one loop over both.
 */
public interface Optimizer {
    /** Its keyword. */
    String keyword();

    /** The initial learning rate. */
    double rate();

    /** All its arguments, and what it computes where frameworks differ, in words. */
    String semantics();

    /** What is wrong with its arguments together, in a sentence; empty if nothing is. */
    default String conflict() {
        return "";
    }

    /** How many numbers it remembers for each parameter: 0, 1 or 2. */
    int moments();

    /**
     * The float arguments of the update's kernel.
     *
     * @param factor what the learning rate is multiplied by
     */
    List<KernelArgument> arguments(double factor);

    /** The update of one element of the parameters, given its gradient and the same element of the moments. */
    List<Statement> update(Element parameter, Expression gradient, Element first, Element second);

    /** An element that can be read and written. */
    record Element(TensorView placed, List<Affine> at) {
        public Expression value() {
            return placed.load(Affine.ZERO, at);
        }

        Statement set(Expression value) {
            return placed.store(Affine.ZERO, at, value);
        }
    }

    /**
     * The update as an operation. The result is the parameters, changed in place.
     *
     * @param factor what the learning rate is multiplied by
     */
    record Update(Optimizer optimizer, Clip clip, double factor) implements Operation {
        @Override
        public String name() {
            return optimizer.keyword();
        }

        @Override
        public List<String> operands() {
            return List.of("parameters", "gradients", "first", "second").subList(0, 2 + optimizer.moments());
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("parameters");
        }

        @Override
        public List<KernelArgument> arguments() {
            return Stream.of(optimizer.arguments(factor), clip.arguments())
                    .flatMap(List::stream)
                    .toList();
        }

        @Override
        public Statement lower(Lowering lowering) {
            Symbol index = new Symbol("i");
            List<Affine> at = List.of(Affine.of(index));
            int count = lowering.operand("parameters").type().size(0);
            Element gradient = new Element(lowering.operand("gradients"), at);
            // an optimizer with fewer moments ignores the arguments for the others
            Element first = optimizer.moments() > 0 ? new Element(lowering.operand("first"), at) : gradient;
            Element second = optimizer.moments() > 1 ? new Element(lowering.operand("second"), at) : gradient;
            return new Statement.Lanes(
                    index,
                    Affine.of(count),
                    Affine.of(count),
                    new Statement.Block(optimizer.update(
                            new Element(lowering.operand("parameters"), at),
                            clip.of(gradient.value()),
                            first,
                            second)));
        }
    }
}
