package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The notes of a weights file: the version of their format, the layers of the network, and the data that the weights were trained on. Names
 * are in the metadata, scalings are tensors. Files of other programs have no notes.
 */
final class WeightsNotes {

    /** The name of the scaling of the input in the file. */
    static final String INPUT = "input";

    /** The name of the scaling of the target in the file. */
    static final String TARGET = "target";

    /** The version of the format. It grows when a reader without knowledge of the new notes would misread the weights. */
    private static final int FORMAT = 1;

    private static final String FORMAT_KEY = "lamina.format";
    private static final String LAYERS_KEY = "lamina.layers";
    private static final String COLUMNS_KEY = "lamina.columns";
    private static final String TARGETS_KEY = "lamina.targets";
    private static final String LABELS_KEY = "lamina.labels";
    private static final String CLASS_WEIGHTS_KEY = "lamina.class_weights";

    private final Map<String, String> metadata;

    /** The notes in the metadata of a file. */
    WeightsNotes(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    /** The metadata of a file of a model's weights. */
    static Map<String, String> metadata(String model, Architecture architecture, Preprocessing preprocessing) {
        Map<String, String> notes = new TreeMap<>(metadata(model));
        notes.put("format", "pt"); // the orientation of the tensors is PyTorch's
        put(notes, LAYERS_KEY, architecture.layers());
        put(notes, COLUMNS_KEY, preprocessing.columns());
        put(notes, TARGETS_KEY, preprocessing.targets());
        put(notes, LABELS_KEY, preprocessing.labels());
        preprocessing.outputLabels().forEach((output, names) -> put(notes, of(LABELS_KEY, output), names));
        put(
                notes,
                CLASS_WEIGHTS_KEY,
                preprocessing.classWeights().stream().map(String::valueOf).toList());
        return notes;
    }

    /** The metadata of any file of a model. */
    static Map<String, String> metadata(String model) {
        Map<String, String> notes = new TreeMap<>();
        notes.put("model", model);
        notes.put(FORMAT_KEY, String.valueOf(FORMAT));
        Version.CURRENT.ifPresent(version -> notes.put("lamina.version", version));
        return notes;
    }

    private static void put(Map<String, String> notes, String key, List<String> names) {
        if (!names.isEmpty()) {
            notes.put(key, Preprocessing.joined(names));
        }
    }

    /** The tensors of the scalings, if there are any. */
    static List<Tensor> tensors(Preprocessing preprocessing) {
        List<Tensor> tensors = new ArrayList<>();
        add(tensors, INPUT, preprocessing.input());
        add(tensors, TARGET, preprocessing.target());
        add(tensors, INPUT, preprocessing.inputScalings());
        add(tensors, TARGET, preprocessing.targetScalings());
        return tensors;
    }

    /** Those of several inputs or outputs, in the order of their names, so that equal weights are equal files. */
    private static void add(List<Tensor> tensors, String what, Map<String, Scaling> scalings) {
        for (Map.Entry<String, Scaling> each : new TreeMap<>(scalings).entrySet()) {
            add(tensors, of(what, each.getKey()), each.getValue());
        }
    }

    private static void add(List<Tensor> tensors, String what, Scaling scaling) {
        if (!scaling.isNone()) {
            int[] shape = {scaling.features()};
            tensors.add(Tensor.ofFloats(offset(what), shape, scaling.offset()));
            tensors.add(Tensor.ofFloats(divisor(what), shape, scaling.divisor()));
        }
    }

    /** The name of the scaling of one of several inputs or targets. */
    static String of(String what, String port) {
        return what + "." + port;
    }

    static String offset(String what) {
        return what + ".offset";
    }

    static String divisor(String what) {
        return what + ".divisor";
    }

    /** Refuses notes of a newer version than this library knows, because it could misread the weights. */
    void requireFormat(String source) {
        String format = metadata.getOrDefault(FORMAT_KEY, "1");
        if (!isNumber(format)) {
            throw new WeightsException(source, FORMAT_KEY + " is " + quote(format) + ", not the number of a format");
        }
        if (Integer.parseInt(format) > FORMAT) {
            String version = metadata.getOrDefault("lamina.version", "");
            throw new WeightsException(
                    source,
                    "it was written by a newer Lamina" + (version.isEmpty() ? "" : ", " + quote(version))
                            + ", in format "
                            + format + "; this one"
                            + Version.CURRENT.map(own -> ", `" + own + "`,").orElse("")
                            + " reads format " + FORMAT);
        }
    }

    /** Whether a text is a whole number of at most nine digits, above 0. */
    private static boolean isNumber(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 9 && text.charAt(0) != '0';
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    /** The first layer in which the network of the weights differs from the network that reads them. */
    Optional<String> otherLayer(String model, Architecture architecture) {
        String joined = metadata.get(LAYERS_KEY);
        if (joined == null || architecture.layers().isEmpty()) {
            return Optional.empty();
        }
        Optional<Architecture.Difference> difference = architecture.difference(Preprocessing.split(joined));
        if (difference.isEmpty()) {
            return Optional.empty();
        }
        Architecture.Difference layer = difference.get();
        return Optional.of("layer " + layer.number() + " was " + layer.other()
                + " when these weights were trained, but in " + model + " it is " + layer.own()
                + "; WeightsSource.ignoringLayers() reads them all the same (--ignore-layers)");
    }

    /** The preprocessing of the weights, given the tensors of the scalings. */
    Preprocessing preprocessing(Architecture architecture, Map<String, Tensor> tensors, List<String> problems) {
        return new Preprocessing(
                names(COLUMNS_KEY),
                names(TARGETS_KEY),
                names(LABELS_KEY),
                classWeights(problems),
                scaling(INPUT, tensors, problems),
                scaling(TARGET, tensors, problems),
                scalings(INPUT, architecture.inputs(), tensors, problems),
                scalings(TARGET, architecture.targets(), tensors, problems),
                labels(architecture.targets()));
    }

    private Map<String, List<String>> labels(List<Architecture.Port> outputs) {
        if (outputs.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> labels = new HashMap<>();
        for (Architecture.Port output : outputs) {
            List<String> names = names(of(LABELS_KEY, output.name()));
            if (!names.isEmpty()) {
                labels.put(output.name(), names);
            }
        }
        return labels;
    }

    private static Map<String, Scaling> scalings(
            String what, List<Architecture.Port> ports, Map<String, Tensor> tensors, List<String> problems) {
        if (ports.isEmpty()) {
            return Map.of();
        }
        Map<String, Scaling> scalings = new HashMap<>();
        for (Architecture.Port port : ports) {
            Scaling scaling = scaling(of(what, port.name()), tensors, problems);
            if (!scaling.isNone()) {
                scalings.put(port.name(), scaling);
            }
        }
        return scalings;
    }

    private List<Float> classWeights(List<String> problems) {
        List<Float> weights = new ArrayList<>();
        for (String number : names(CLASS_WEIGHTS_KEY)) {
            try {
                weights.add(Float.valueOf(number));
            } catch (NumberFormatException none) {
                problems.add(CLASS_WEIGHTS_KEY + " has " + quote(number) + ", which is no number");
            }
        }
        for (float weight : weights) {
            if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
                problems.add(CLASS_WEIGHTS_KEY + " has " + weight + ", which is negative or not finite");
            }
        }
        return weights;
    }

    private List<String> names(String key) {
        String joined = metadata.get(key);
        return joined == null ? List.of() : Preprocessing.split(joined);
    }

    private static Scaling scaling(String what, Map<String, Tensor> tensors, List<String> problems) {
        Tensor offset = tensors.get(offset(what));
        Tensor divisor = tensors.get(divisor(what));
        if (offset == null && divisor == null) {
            return Scaling.none();
        }
        if (offset == null || divisor == null) {
            problems.add(
                    "tensor " + quote(offset == null ? offset(what) : divisor(what)) + " is missing, without which "
                            + quote(offset == null ? divisor(what) : offset(what)) + " says nothing");
            return Scaling.none();
        }
        try {
            return Scaling.of(offset.floats(), divisor.floats());
        } catch (IllegalArgumentException e) {
            problems.add("the scaling of the " + what + ": " + e.getMessage());
            return Scaling.none();
        }
    }
}
