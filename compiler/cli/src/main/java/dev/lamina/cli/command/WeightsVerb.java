package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.Table;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina weights}: prints the tensors of a safetensors file, or converts them. */
@Command(
        name = "weights",
        description = "Look at a safetensors file, or write it anew in another form.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina weights inspect Digits.safetensors",
            "  lamina weights convert state_dict.safetensors \\",
            "      --rename 0.=fc1. --rename 2.=fc2. -o mlp.safetensors",
            "  lamina weights convert keras.safetensors --from keras -o Digits.safetensors"
        })
final class WeightsVerb extends Verb {

    /** What to do with the file. */
    enum Action {
        INSPECT,
        CONVERT
    }

    /** The program whose names and orientation a file has. */
    enum Origin {
        KERAS,
        TENSORFLOW
    }

    /** The type of the numbers that are written. */
    enum FloatType {
        F32,
        F64
    }

    @Parameters(index = "0", paramLabel = "inspect|convert", description = "What to do.")
    private Action action = Action.INSPECT;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "convert: the file to write.")
    private Path output = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "F32|F64",
            defaultValue = "F32",
            description = "convert: the type of floats.")
    private FloatType type;

    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            description = "convert: names that begin with OLD begin with NEW instead.")
    private Map<String, String> renamed = new LinkedHashMap<>();

    @Option(
            names = "--strip",
            paramLabel = "PREFIX",
            description = "convert: names that begin with PREFIX, such as module., lose it.")
    private List<String> stripped = List.of();

    @Option(
            names = "--transpose",
            paramLabel = "NAME",
            description =
                    "convert: write this matrix transposed, or a kernel [sizes, in, out] as [out, in, sizes]; * stands for any part of a name. May be given several times.")
    private List<String> transposed = List.of();

    @Option(
            names = "--from",
            paramLabel = "keras|tensorflow",
            description = "convert: bring names, orientation and order of gates of this program into ours.")
    private Optional<Origin> origin = Optional.empty();

    @Option(
            names = "--flattened",
            paramLabel = "LAYER=C,H,W",
            description =
                    "convert --from: the dense layer LAYER takes an image of this size, flattened; Keras has the channels last.")
    private Map<String, String> flattened = new LinkedHashMap<>();

    @Option(
            names = "--ignore-checksums",
            description =
                    "Read a file that another program changed on purpose while it kept the notes of its checksums;"
                            + " convert notes new ones.")
    private boolean ignoresChecksums;

    @Option(names = "--json", description = "inspect: print tensors and notes as JSON.")
    private boolean json;

    WeightsVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (action == Action.CONVERT && output.toString().isEmpty()) {
            throw usage("Missing required option: --output=FILE");
        }
        Map<String, Tensor> tensors = Safetensors.read(source());
        if (action == Action.INSPECT && json) {
            console.out()
                    .println(JsonReport.text(new FileFacts(
                            tensors.values().stream().map(TensorFacts::of).toList(),
                            new TreeMap<>(Safetensors.metadata(source())))));
        } else if (action == Action.INSPECT) {
            inspect(tensors);
        } else {
            convert(tensors);
        }
        return ExitCode.FINE;
    }

    private WeightsSource source() {
        WeightsSource source = WeightsSource.of(file);
        return ignoresChecksums ? source.ignoringChecksums() : source;
    }

    private void inspect(Map<String, Tensor> tensors) {
        Table table =
                new Table(3, "tensor", "type", "shape", "elements", "least", "largest", "mean", "not finite").rule();
        long total = 0;
        for (Tensor tensor : tensors.values()) {
            Figures figures = Figures.of(tensor);
            total += tensor.size();
            table.row(
                    tensor.name(),
                    tensor.type().toString(),
                    Arrays.toString(tensor.shape()),
                    Text.grouped(tensor.size()),
                    figures.least(),
                    figures.largest(),
                    figures.mean(),
                    figures.notFinite() == 0 ? "-" : Text.grouped(figures.notFinite()));
        }
        table.rule().row("total", "", "", Text.grouped(total), "", "", "", "");
        console.out().print(table.text());
        notes(Safetensors.metadata(source()));
    }

    /** Prints the metadata of the file: the model, its layers, the names of columns and labels, the program that wrote it. */
    private void notes(Map<String, String> notes) {
        if (!notes.isEmpty()) {
            console.out().println("\nnotes:");
        }
        new TreeMap<>(notes).forEach((key, text) -> {
            List<String> lines = text.lines().map(WeightsVerb::printable).toList(); // a name each
            console.out().println("  " + printable(key) + ": " + String.join(", ", lines));
        });
    }

    private static String printable(String text) {
        String line = Printable.line(text);
        return line.indexOf(',') < 0 ? line : "\"" + line + "\"";
    }

    private void convert(Map<String, Tensor> tensors) throws IOException {
        if (origin.isEmpty() && !flattened.isEmpty()) {
            throw usage("--flattened needs --from: only there channels are last");
        }
        requireUsed(tensors.keySet());
        Iterable<Tensor> ours =
                origin.isPresent() ? KerasWeights.converted(tensors.values(), images()) : tensors.values();
        List<Tensor> results = new ArrayList<>();
        for (Tensor tensor : ours) {
            results.add(converted(transposed(tensor), newName(tensor.name())));
        }
        long names = results.stream().map(Tensor::name).distinct().count();
        if (names != results.size()) {
            throw new Failure((stripped.isEmpty() ? "--rename" : "--strip and --rename")
                    + " would give two tensors the same name");
        }
        ReadFiles.of(file).requireNone(output);
        OutputFile.prepareTensors(output);
        Safetensors.write(output, Safetensors.metadata(source()), results); // what they belong to stays known
        console.out().println("wrote " + Printable.line(output) + ": " + Text.count(results.size(), "tensor"));
    }

    /** A prefix or a name that fits no tensor is probably a slip; without a word the result would be that of no option. */
    private void requireUsed(Set<String> names) {
        for (String prefix : stripped) {
            if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
                throw new Failure("--strip " + prefix + ": no tensor of " + file + " begins so");
            }
        }
        for (String pattern : transposed) {
            if (origin.isEmpty() && names.stream().noneMatch(name -> matches(pattern, name))) {
                throw new Failure("--transpose " + pattern + ": no tensor of " + file + " is called so");
            }
        }
    }

    private Map<String, List<Integer>> images() {
        Map<String, List<Integer>> images = new LinkedHashMap<>();
        flattened.forEach((layer, text) -> {
            if (!text.matches("[1-9]\\d{0,6},[1-9]\\d{0,6},[1-9]\\d{0,6}")) {
                throw usage("--flattened " + layer + "=" + text
                        + ": write channels, height and width, as in --flattened fc1=64,7,7");
            }
            images.put(
                    layer, Arrays.stream(text.split(",")).map(Integer::valueOf).toList());
        });
        return images;
    }

    private static boolean matches(String pattern, String name) {
        return name.matches(
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private Tensor transposed(Tensor tensor) {
        if (transposed.stream().noneMatch(pattern -> matches(pattern, tensor.name()))) {
            return tensor;
        }
        int rank = tensor.shape().length;
        if (rank < 2 || rank > 4 || tensor.type().whole()) {
            throw new Failure("--transpose: the tensor `" + tensor.name() + "` " + Arrays.toString(tensor.shape())
                    + " is no matrix and no kernel of floats");
        }
        return KerasWeights.transposed(tensor, tensor.name());
    }

    private String newName(String written) {
        String name = stripped.stream()
                .filter(written::startsWith)
                .findFirst()
                .map(prefix -> written.substring(prefix.length()))
                .orElse(written);
        for (Map.Entry<String, String> rule : renamed.entrySet()) {
            if (name.startsWith(rule.getKey())) {
                return rule.getValue() + name.substring(rule.getKey().length());
            }
        }
        return name;
    }

    private Tensor converted(Tensor tensor, String name) {
        if (tensor.type().whole()) {
            return Tensor.ofLongs(name, tensor.shape(), tensor.longs());
        }
        return type == FloatType.F64
                ? Tensor.ofDoubles(name, tensor.shape(), tensor.doubles())
                : Tensor.ofFloats(name, tensor.shape(), tensor.floats());
    }

    /** A file for {@code --json}: its tensors, and its metadata. */
    private record FileFacts(List<TensorFacts> tensors, Map<String, String> notes) {}

    /** A tensor for {@code --json}, with figures of its finite elements if it has any. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record TensorFacts(String tensor, String type, int[] shape, long elements, Map<String, Double> figures) {

        static TensorFacts of(Tensor tensor) {
            DoubleSummaryStatistics all = new DoubleSummaryStatistics();
            Arrays.stream(numbers(tensor)).filter(Double::isFinite).forEach(all);
            Map<String, Double> figures = new LinkedHashMap<>();
            if (all.getCount() > 0) {
                figures.put("least", all.getMin());
                figures.put("largest", all.getMax());
                figures.put("mean", all.getAverage());
            }
            figures.put("notFinite", (double) (tensor.size() - all.getCount()));
            return new TensorFacts(tensor.name(), tensor.type().toString(), tensor.shape(), tensor.size(), figures);
        }
    }

    private static double[] numbers(Tensor tensor) {
        return tensor.type().whole()
                ? Arrays.stream(tensor.longs()).asDoubleStream().toArray()
                : tensor.doubles();
    }

    /** Figures of a tensor's finite elements, as text. */
    private record Figures(String least, String largest, String mean, int notFinite) {

        static Figures of(Tensor tensor) {
            double[] values = numbers(tensor);
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            return new Figures(
                    text(Arrays.stream(finite).min().orElse(Double.NaN)),
                    text(Arrays.stream(finite).max().orElse(Double.NaN)),
                    text(Arrays.stream(finite).average().orElse(Double.NaN)),
                    values.length - finite.length);
        }

        private static String text(double value) {
            return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
        }
    }
}
