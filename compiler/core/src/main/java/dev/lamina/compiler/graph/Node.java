package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Operation;
import dev.lamina.compiler.layer.TensorType;
import dev.lamina.compiler.layer.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * One operation of a graph: takes values, gives one.
 *
 * @param role which of its owner's operations it is; empty for the only one
 * @param fused pointwise functions applied on the way out, in order
 */
public record Node(
        Value result,
        Operation operation,
        List<Value> operands,
        List<Fused> fused,
        Owner owner,
        String role,
        Phase phase) {
    public Node {
        operands = List.copyOf(operands);
        fused = List.copyOf(fused);
    }

    /** Everything it reads. */
    public List<Value> reads() {
        List<Value> all = new ArrayList<>(operands);
        fused.forEach(each -> all.addAll(each.others()));
        return all;
    }

    public List<TensorType> operandTypes() {
        return operands.stream().map(Value::type).toList();
    }

    public Node withOperands(List<Value> others) {
        return new Node(result, operation, others, fused, owner, role, phase);
    }

    /** As the graph's dump prints it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(result + " = " + operation.name() + operands);
        fused.forEach(each -> text.append(", then ")
                .append(each.function().name())
                .append(each.others().isEmpty() ? "" : each.others()));
        return text.toString();
    }
}
