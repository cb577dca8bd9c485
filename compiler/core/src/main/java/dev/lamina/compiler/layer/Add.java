package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** The sum of the value before and of {@code others} named ones of the same shape: y = x + a + …. The gradient of each is dy. */
record Add(int others) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "add",
            Category.JOIN,
            CallKind.ValueCount.SOME,
            List.of(),
            "the sum of the value before and the named ones, element by element",
            arguments -> new Add(arguments.values().size()));

    @Override
    public String keyword() {
        return "add";
    }

    @Override
    public List<String> operands() {
        return Joins.operands(others);
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x + a + ..., for all named values a", "dx = da = dy");
    }

    @Override
    public Inference infer(Inputs inputs) {
        return Joins.sameShape(inputs, "add", "");
    }

    @Override
    public Value forward(Scope scope) {
        Value sum = scope.x();
        for (String other : operands().subList(1, operands().size())) {
            sum = scope.add("", Pointwise.SUM, sum, scope.operand(other));
        }
        return sum;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        operands().forEach(operand -> scope.operandGradient(operand, dy));
    }
}
