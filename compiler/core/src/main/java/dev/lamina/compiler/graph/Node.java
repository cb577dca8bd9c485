package dev.lamina.compiler.graph;

import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node of a graph: one operation with its operands and its results.
 *
 * @param extras further results, such as the gates that a recurrent layer keeps for its gradient
 * @param role what the node does for its owner, such as {@code weight gradient}; empty for the only or main node
 * @param fused the pointwise functions that are applied to each element of the result before it is stored, in order
 */
public record Node(
        Value result,
        List<Value> extras,
        Operation operation,
        List<Value> operands,
        List<Fused> fused,
        Owner owner,
        String role,
        Phase phase) {
    public Node {
        extras = List.copyOf(extras);
        operands = List.copyOf(operands);
        fused = List.copyOf(fused);
    }

    /** All values that it reads: its operands and those of the fused functions. */
    public List<Value> reads() {
        List<Value> all = new ArrayList<>(operands);
        fused.forEach(each -> all.addAll(each.others()));
        return all;
    }

    /** All values that it writes. */
    public List<Value> writes() {
        List<Value> all = new ArrayList<>(List.of(result));
        all.addAll(extras);
        return all;
    }

    /** Its owner, then the owners of the functions fused into it. */
    public List<Owner> owners() {
        return Stream.concat(Stream.of(owner), fused.stream().map(Fused::owner))
                .distinct()
                .toList();
    }

    /** Its operands by the names that its operation declares. */
    public Operands<Value> named() {
        return new Operands<>(operation.operands(), operands);
    }

    /** The operand of this name. */
    public Value operand(String name) {
        return named().get(name);
    }

    public Operands<TensorType> operandTypes() {
        return named().map(Value::type);
    }

    /** The further result of this name. */
    public Value extra(String name) {
        List<String> names =
                operation.extras(operandTypes()).stream().map(ExtraResult::name).toList();
        return new Operands<>(names, extras).get(name);
    }

    /** The steps that its loops run over, if a call may have fewer than the model declares; empty if it has none. */
    public Optional<TimeAxis> steps() {
        return operation.steps(operandTypes()).or(() -> steps(Stream.concat(writes().stream(), reads().stream())));
    }

    /** The steps of its operand or result that has others than {@link #steps}; the same if there is none. */
    public Optional<TimeAxis> operandSteps() {
        Optional<TimeAxis> own = steps();
        return steps(Stream.concat(reads().stream(), writes().stream())
                        .filter(value -> !value.type().time().equals(own)))
                .or(() -> own);
    }

    private static Optional<TimeAxis> steps(Stream<Value> values) {
        return values.flatMap(value -> value.type().time().stream()).findFirst();
    }

    public Node withResult(Value other) {
        return new Node(other, extras, operation, operands, fused, owner, role, phase);
    }

    /** The same node with another operation. The operands have the order in which that operation declares them. */
    public Node with(Operation other, List<Value> values) {
        return new Node(result, extras, other, values, fused, owner, role, phase);
    }

    public Node withOperands(List<Value> others) {
        return with(operation, others);
    }

    /** The same node with another value for the operand of this name. */
    public Node withOperand(String name, Value other) {
        List<Value> changed = new ArrayList<>(operands);
        changed.set(operation.operands().indexOf(name), other);
        return withOperands(changed);
    }

    /** The same node with these fused functions. */
    public Node withFused(List<Fused> functions) {
        return new Node(result, extras, operation, operands, functions, owner, role, phase);
    }

    /** The text of the node in a dump. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                result + (extras.isEmpty() ? "" : " with " + extras) + " = " + operation.name() + operands);
        fused.forEach(each -> text.append(", then ")
                .append(each.function().name())
                .append(each.others().isEmpty() ? "" : each.others()));
        return text.toString();
    }
}
