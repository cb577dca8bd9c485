package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The inputs of a shape rule: the operands of a layer or loss by name, and where it is called.
 *
 * @param place where it is called, for messages
 * @param operands the operands by name
 */
public record Inputs(Place place, Map<String, Incoming> operands) {
    /** Operands with these names, in order. */
    public static Inputs of(Place place, List<String> names, List<Incoming> values) {
        Map<String, Incoming> operands = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            operands.put(names.get(i), values.get(i));
        }
        return new Inputs(place, operands);
    }

    /** The operand of this name. */
    public Incoming operand(String name) {
        return Objects.requireNonNull(operands.get(name), name);
    }

    /** The operand {@code x}, which is the value before the layer. */
    public Incoming x() {
        return operand("x");
    }
}
