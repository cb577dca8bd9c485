package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** y = x + other; as models cannot say it yet, a layer of the tests. */
record Addition() implements Layer {
    @Override
    public String keyword() {
        return "add";
    }

    @Override
    public List<String> operands() {
        return List.of("x", "other");
    }

    @Override
    public Inference infer(Inputs inputs) {
        assertEquals(inputs.x().shape(), inputs.operand("other").shape());
        return Inference.fits(inputs.x().shape(), "");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", Pointwise.SUM, scope.x(), scope.operand("other"));
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", dy);
        scope.operandGradient("other", dy);
    }
}
