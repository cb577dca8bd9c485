package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The inputs of a model that options give for each of its steps, beside the one that changes.
 *
 * @param facts the model, with sequences of one step
 * @param changing the number of the input that changes
 */
public record StepInputs(ModelFacts facts, int changing) {

    /**
     * Sets the inputs in the data of a step.
     *
     * @param given for each name the numbers, with commas between them
     * @throws Failure if one is missing, unknown, of another size, or not made of numbers
     */
    public void give(Map<String, String> given, NetworkBatch data) {
        List<Integer> others = IntStream.range(0, facts.inputs())
                .filter(input -> input != changing)
                .boxed()
                .toList();
        List<String> names = others.stream().map(facts::inputName).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw new Failure("--input: " + facts.name() + " has no other input \"" + name + "\""
                        + (names.isEmpty() ? "" : "; it has " + String.join(", ", names)));
            }
        }
        requireAll(others, given);
        for (int input : others) {
            data.input(input, read(input, given.getOrDefault(facts.inputName(input), "")));
        }
    }

    private void requireAll(List<Integer> others, Map<String, String> given) {
        List<String> missing = new ArrayList<>();
        for (int input : others) {
            if (!given.containsKey(facts.inputName(input))) {
                missing.add("--input " + facts.inputName(input) + "=... (" + Text.count(size(input), "number") + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new Failure("the model " + facts.name() + " takes more than a text; its other inputs are given with "
                    + String.join(", ", missing));
        }
    }

    private int size(int input) {
        return facts.inputShape(input).stream().reduce(1, Math::multiplyExact);
    }

    private NetworkInput read(int input, String written) {
        String name = facts.inputName(input);
        String[] parts = written.split(",", -1);
        if (parts.length != size(input)) {
            throw new Failure("--input " + name + " has " + parts.length + " numbers, but " + facts.name() + " needs "
                    + size(input));
        }
        float[] numbers = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = number(name, parts[i].strip());
        }
        return facts.vocabulary(input) == 0 ? NetworkInput.of(numbers) : NetworkInput.of(tokens(input, numbers));
    }

    private static float number(String name, String written) {
        try {
            float number = Float.parseFloat(written);
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new Failure("--input " + name + ": \"" + written + "\" is no finite number");
    }

    private int[] tokens(int input, float[] numbers) {
        int[] tokens = new int[numbers.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (int) numbers[i];
            if (tokens[i] != numbers[i] || tokens[i] < 0 || tokens[i] >= facts.vocabulary(input)) {
                throw new Failure("--input " + facts.inputName(input) + ": " + numbers[i]
                        + " is no token; they are 0 .. " + (facts.vocabulary(input) - 1));
            }
        }
        return tokens;
    }
}
