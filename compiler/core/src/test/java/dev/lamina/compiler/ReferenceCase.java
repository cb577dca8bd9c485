package dev.lamina.compiler;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values that PyTorch computed for a layer, a loss or a training run, and the model text they belong to. */
record ReferenceCase(String name, String kind, JsonObject arguments, Map<String, Tensor> tensors) {

    private static final List<String> SHAPES = List.of("vector", "sequence", "image");

    private static final Path FOLDER = Path.of("src", "test", "resources", "reference");

    /** The cases of the index that {@code wanted} names by kind, or all others. */
    static List<ReferenceCase> all() {
        try {
            List<ReferenceCase> cases = new ArrayList<>();
            for (JsonElement each : JsonParser.parseString(Files.readString(FOLDER.resolve("index.json")))
                    .getAsJsonArray()) {
                JsonObject entry = each.getAsJsonObject();
                String name = entry.get("name").getAsString();
                cases.add(new ReferenceCase(
                        name,
                        entry.get("kind").getAsString(),
                        entry.getAsJsonObject("args"),
                        Safetensors.read(FOLDER.resolve(name + ".safetensors"))));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isTraining() {
        return kind.startsWith("train");
    }

    boolean isRecurrent() {
        return kind.equals("train_recurrent") || has("h0");
    }

    boolean hasTokens() {
        return arguments.has("vocabulary");
    }

    /** Whether a loss compares every step of a sequence. */
    boolean comparesEveryStep() {
        return arguments.has("every_step") && arguments.get("every_step").getAsBoolean();
    }

    /**
     * A state; its tensors are [layers, N, hidden].
     *
     * @param letter what its tensors' names begin with: {@code h} or {@code c}
     * @param offset where it begins in a sample's row
     */
    record State(String letter, RecurrentState.Part part, int offset) {}

    /** The states that there are. */
    List<State> states() {
        List<State> states = new ArrayList<>();
        int offset = 0;
        for (String state : List.of("h", "c")) {
            if (has(state + "0")) {
                int[] shape = tensor(state + "0").shape();
                RecurrentState.Part part = new RecurrentState.Part(kind + "1." + state, shape[0], shape[2]);
                states.add(new State(state, part, offset));
                offset += part.floats();
            }
        }
        return states;
    }

    /** Of a tensor of states the rows [N, hidden] of one layer and direction. */
    double[] part(String tensor, int part) {
        double[] all = tensor(tensor).doubles();
        int length = all.length / tensor(tensor).shape()[0];
        return Arrays.copyOfRange(all, part * length, (part + 1) * length);
    }

    boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    Tensor tensor(String tensor) {
        Tensor found = tensors.get(tensor);
        if (found == null) {
            throw new AssertionError(name + " has no " + tensor);
        }
        return found;
    }

    /** The model this case is about. */
    String modelText() {
        int[] shape = tensor("input").shape();
        int leading = isTraining() ? 2 : 1;
        String sizes = IntStream.range(leading, shape.length)
                .mapToObj(axis -> "" + shape[axis])
                .collect(Collectors.joining(", "));
        String input = "input x: "
                + (hasTokens()
                        ? "tokens[" + sizes + "] below " + text("vocabulary") + " embedding(" + text("features") + ")"
                        : SHAPES.get(shape.length - leading - 1) + "[" + sizes + "]")
                + "\n    ";
        return "model Reference {\n    " + input + (isTraining() ? trainingText() : call()) + "\n}\n";
    }

    private String call() {
        return switch (kind) {
            case "fc" -> "fc(" + text("out") + bias() + ")";
            case "cross_entropy" ->
                (comparesEveryStep() ? "dropout(0)" : "flatten") + " loss cross_entropy"
                        + (arguments.has("label_smoothing") ? "(smoothing = " + text("label_smoothing") + ")" : "");
            case "mse" -> "flatten loss mse";
            case "embedding" -> "";
            case "mse_of_steps" -> "tanh loss mse";
            default -> declared(kind);
        };
    }

    /** A call of a layer, with those of its arguments that the case has by the same name. */
    private String declared(String keyword) {
        String written = Layers.find(Layers.ALL, keyword).orElseThrow().arguments().stream()
                .filter(argument -> arguments.has(argument.name()))
                .map(argument -> argument.name() + " = " + text(argument.name()))
                .collect(Collectors.joining(", "));
        return written.isEmpty() ? keyword : keyword + "(" + written + ")";
    }

    private String bias() {
        return arguments.has("bias") ? named("bias") : "";
    }

    private String named(String argument) {
        return ", " + argument + " = " + text(argument);
    }

    private String text(String argument) {
        return text(arguments.get(argument));
    }

    private static String text(JsonElement value) {
        if (value instanceof JsonArray pair) {
            return "(" + pair.get(0).getAsInt() + ", " + pair.get(1).getAsInt() + ")";
        }
        return value.getAsString();
    }

    private String trainingText() {
        return trainedLayers() + "\n    loss cross_entropy\n    train { optimizer " + optimizer() + " batch "
                + tensor("input").shape()[1] + " }";
    }

    private String trainedLayers() {
        return switch (text("model")) {
            case "lenet5" ->
                "conv(6, kernel = 5, padding = 2) relu maxpool(2) conv(16, kernel = 5) relu maxpool(2) flatten"
                        + " fc(120) relu fc(84) relu fc(10)";
            case "rnn", "lstm", "gru" ->
                declared(text("model")) + (comparesEveryStep() ? "" : " last") + " fc(" + text("classes") + ")";
            default -> "fc(16) relu fc(8) relu fc(4)";
        };
    }

    private String optimizer() {
        return switch (text("optimizer")) {
            case "momentum" -> "sgd(" + rate() + named("momentum") + named("weight_decay") + ")";
            case "nesterov" -> "sgd(" + rate() + named("momentum") + ", nesterov = true)";
            case "adam" ->
                "adam(" + rate()
                        + (arguments.has("eps") ? named("beta1") + named("beta2") + ", epsilon = " + text("eps") : "")
                        + ")";
            case "adamw" -> "adamw(" + rate() + named("weight_decay") + ")";
            default -> text("optimizer") + "(" + rate() + ")";
        };
    }

    private String rate() {
        return "rate = " + text("rate");
    }

    /**
     * Our name of each parameter by its name here. A single layer's {@code weight} is {@code fc1.weight}; in a run, modules are
     * counted with the activations, so that the names in order of their numbers are those of our layers in order.
     */
    Map<String, String> parameterNames() {
        return isRecurrent() ? recurrentNames() : hasTokens() ? embeddingNames() : sequentialNames();
    }

    private static Map<String, String> embeddingNames() {
        return Map.of("weight", "embedding1.weight");
    }

    private Map<String, String> recurrentNames() {
        String label = (isTraining() ? text("model") : kind) + "1.";
        return tensors.keySet().stream()
                .filter(each -> each.startsWith("param."))
                .map(each -> each.substring("param.".length()))
                .collect(Collectors.toMap(
                        each -> each,
                        each -> each.startsWith("fc.") || each.startsWith("embedding.")
                                ? each.replace(".", "1.")
                                : label + each.substring(isTraining() ? "layer.".length() : 0)));
    }

    private Map<String, String> sequentialNames() {
        int[] convolutions = {0};
        int[] products = {0};
        Map<String, String> modules = tensors.keySet().stream()
                .filter(each -> each.startsWith("param.") && each.endsWith("weight"))
                .map(each -> each.substring("param.".length(), each.length() - "weight".length()))
                .sorted((a, b) -> Integer.compare(number(a), number(b)))
                .collect(Collectors.toMap(
                        module -> module,
                        module -> tensor("param." + module + "weight").shape().length == 4
                                ? "conv" + ++convolutions[0] + "."
                                : "fc" + ++products[0] + ".",
                        (a, b) -> a,
                        java.util.LinkedHashMap::new));
        return tensors.keySet().stream()
                .filter(each -> each.startsWith("param."))
                .map(each -> each.substring("param.".length()))
                .collect(Collectors.toMap(each -> each, each -> {
                    String module = each.substring(0, each.lastIndexOf('.') + 1);
                    return modules.get(module) + each.substring(module.length());
                }));
    }

    private static int number(String module) {
        return module.isEmpty() ? 0 : Integer.parseInt(module.substring(0, module.length() - 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
