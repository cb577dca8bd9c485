package dev.lamina.compiler;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.Category;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Values that PyTorch computed for a layer, a loss or a training run, and the model they belong to.
 *
 * @param of the keyword of the layer, loss or optimizer
 * @param model the statements of the model
 * @param labels our labels by the names of PyTorch's modules, a single layer having no name
 */
record ReferenceCase(String name, String of, String model, Map<String, String> labels, Map<String, Tensor> tensors) {

    private static final Path FOLDER = Path.of("src", "test", "resources", "reference");

    /** {@code -Dlamina.reference=EXPRESSION} takes the cases whose names it is found in. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("lamina.reference", ""));

    static List<ReferenceCase> all() {
        try {
            List<ReferenceCase> cases = new ArrayList<>();
            for (JsonElement each : JsonParser.parseString(Files.readString(FOLDER.resolve("index.json")))
                    .getAsJsonArray()) {
                ReferenceCase one = of(each.getAsJsonObject());
                if (ONLY.matcher(one.name()).find()) {
                    cases.add(one);
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferenceCase of(JsonObject entry) throws IOException {
        String name = entry.get("name").getAsString();
        Map<String, String> labels = new TreeMap<>();
        entry.getAsJsonObject("labels").asMap().forEach((module, label) -> labels.put(module, label.getAsString()));
        return new ReferenceCase(
                name,
                entry.get("of").getAsString(),
                entry.get("model").getAsString(),
                labels,
                Safetensors.read(FOLDER.resolve(name + ".safetensors")));
    }

    boolean isTraining() {
        return has("losses");
    }

    boolean isRecurrent() {
        return Layers.find(Layers.ALL, of)
                .filter(kind -> kind.category() == Category.RECURRENT)
                .isPresent();
    }

    boolean hasTokens() {
        return model.contains("tokens[");
    }

    /**
     * A state; its tensors are [layers, N, hidden].
     *
     * @param letter what its tensors' names begin with: {@code h}, {@code c}, or {@code x} for the last steps of a convolution
     * @param offset where it begins in a sample's row
     */
    record State(String letter, RecurrentState.Part part, int offset) {}

    /** The states that there are. */
    List<State> states() {
        List<State> states = new ArrayList<>();
        int offset = 0;
        for (String state : List.of("h", "c", "x")) {
            if (has(state + "0")) {
                int[] shape = tensor(state + "0").shape();
                RecurrentState.Part part = new RecurrentState.Part(labels.get("") + "." + state, shape[0], shape[2]);
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

    /** All rows of a tensor of states, those of a sample side by side. */
    double[] bySample(String tensor) {
        int[] shape = tensor(tensor).shape();
        double[] all = tensor(tensor).doubles();
        double[] rows = new double[all.length];
        for (int part = 0; part < shape[0]; part++) {
            for (int sample = 0; sample < shape[1]; sample++) {
                int from = (part * shape[1] + sample) * shape[2];
                System.arraycopy(all, from, rows, (sample * shape[0] + part) * shape[2], shape[2]);
            }
        }
        return rows;
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

    /** The numbers of a tensor, floating-point or whole. */
    double[] numbers(String tensor) {
        Tensor found = tensor(tensor);
        return found.type().whole()
                ? Arrays.stream(found.longs()).asDoubleStream().toArray()
                : found.doubles();
    }

    /** The model this case is about. */
    String modelText() {
        return "model Reference { " + model + " }\n";
    }

    /** Our name of each parameter by its name here: module {@code fc}'s {@code weight} is {@code fc1.weight}. */
    Map<String, String> parameterNames() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String tensor : tensors.keySet()) {
            if (tensor.startsWith("param.")) {
                String theirs = tensor.substring("param.".length());
                names.put(theirs, ourName(theirs));
            }
        }
        return names;
    }

    /** The module is the longest part of the name that has a label; a parameter may have a dot in its own name. */
    private String ourName(String theirs) {
        int dot = theirs.length();
        do {
            dot = theirs.lastIndexOf('.', dot - 1);
            String label = labels.get(theirs.substring(0, Math.max(0, dot)));
            if (label != null) {
                return label + "." + theirs.substring(dot + 1);
            }
        } while (dot >= 0);
        throw new IllegalArgumentException(name + " has no label for " + theirs);
    }

    @Override
    public String toString() {
        return name;
    }
}
