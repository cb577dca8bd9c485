package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.console.PieceOutput;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.BadRows;
import dev.lamina.cli.data.InputBlock;
import dev.lamina.cli.data.InputRequest;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.data.RowReader;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.predict.CsvFormat;
import dev.lamina.cli.predict.JsonFormat;
import dev.lamina.cli.predict.ParallelPredictions;
import dev.lamina.cli.predict.PredictionFormat;
import dev.lamina.cli.predict.PredictionNames;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.TextData;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina predict}: predicts rows while they are read. */
@Command(
        name = "predict",
        description = {
            "Predict rows from a file or standard input with saved weights.",
            "",
            "Columns are found by the names that the weights keep, in any order; others are",
            "passed over. Numbers are given as they are in the data: the weights know how",
            "they were scaled. Each row gives, in the order of the rows, its label and a",
            "probability for each class, or the numbers that the model was trained to tell.",
            "Of a model with several inputs or outputs, columns have their names: extra, or",
            "image.0, image.1, ..."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina predict iris.lamina --weights Iris.safetensors --data new.csv",
            "  zcat new.csv.gz | lamina predict iris.lamina --weights Iris.safetensors \\",
            "      --keep id --format jsonl > predicted.jsonl"
        })
final class PredictVerb extends Verb {

    /** The format of predictions. */
    enum OutputFormat {
        CSV,
        JSONL
    }

    /** What to do with rows that cannot be predicted. */
    enum OnError {
        STOP,
        SKIP
    }

    private static final Path STANDARD = Path.of("-");

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "The weights.")
    private Path weights = Path.of("");

    @Mixin
    private WeightsOptions weightsOptions = new WeightsOptions();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = {
                "The rows, perhaps compressed by gzip; standard input by default, or with -:",
                "CSV, with or without a heading;",
                "lines of JSON: objects with a number under each column's name, or with an array of all numbers under"
                        + " the name of the model's input, or of each input; or such arrays;",
                "safetensors: a tensor named as the model's input, for sequences perhaps with lengths;",
                "IDX, as the images of MNIST come;",
                "an image file or a folder of them: PNG, JPEG, BMP or GIF, which get the size of the model."
            })
    private Path data = STANDARD;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write the predictions; standard output by default, or with -.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "csv|jsonl",
            description =
                    "How to write them; by default as the name of --out says, else lines of JSON if the rows are.")
    private Optional<OutputFormat> format = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "COLUMNS",
            split = ",",
            description = "Columns, such as a key, that go to the output as they are, by name or by number from 1.")
    private List<String> keep = List.of();

    @Option(
            names = "--on-error",
            paramLabel = "stop|skip",
            defaultValue = "STOP",
            description =
                    "Whether a row that cannot be predicted ends the command, after those before it, or is left out"
                            + " and counted.")
    private OnError onError = OnError.STOP;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "How many threads predict; as many as there are processors by default. All give the same bits.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private TableOptions table = new TableOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    PredictVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (!ThreadOptions.wrong(threads).isEmpty()) {
            throw usage(ThreadOptions.wrong(threads));
        }
        table.problem().ifPresent(wrong -> {
            throw usage(wrong);
        });
        if (file.equals("-") && data.equals(STANDARD)) {
            throw usage("model and rows cannot both come from standard input");
        }
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        NetworkFactory workspaces = NetworkFactory.read(facts, weightsOptions.of(weights));
        table.trainedOn(weightsOptions.of(weights));
        boolean gaps = onError == OnError.SKIP || table.missing().treatment() == MissingValues.Treatment.SKIP;
        if (gaps && table.windows().isPresent()) {
            throw usage("rows that are skipped would leave gaps in the windows of a series");
        }
        BadRows bad = new BadRows(onError == OnError.SKIP, table.missing().treatment() == MissingValues.Treatment.SKIP);
        try (InputStream bytes = open()) {
            InputRequest request = request(facts, workspaces.parameters(), bad);
            RowReader reader = !data.equals(STANDARD) && RowReader.areImages(data)
                    ? RowReader.ofImages(request, data)
                    : RowReader.open(request, bytes);
            requireNoText(facts, reader);
            noteBytes(workspaces.parameters(), reader);
            if (out.isPresent() && !out.get().equals(STANDARD)) {
                ReadFiles.of(file).and(data, weights).requireNone(out.get());
                OutputFile.write(out.get(), to -> predict(facts, workspaces, reader, bad, to));
            } else {
                predict(facts, workspaces, reader, bad, new Printed(console));
            }
        } catch (OutputClosed nobodyReads) {
            return ExitCode.FINE; // whether that is an error is found out at the end of every verb
        }
        note(bad);
        return ExitCode.FINE;
    }

    /** Refuses a text, which would be read as a table of one column. */
    private void requireNoText(ModelFacts facts, RowReader reader) throws IOException {
        boolean table = data.equals(STANDARD) || reader.kind() != RowReader.InputFormat.CSV;
        if (!table && TextData.is(data, facts)) {
            throw new Failure(data + ": it is a text; lamina sample writes it on, and lamina eval measures how well "
                    + facts.name() + " tells its next characters. Tokens to predict are numbers, in a file *.csv");
        }
    }

    /** Notes that images of bytes are not scaled if the weights do not say how: few networks are trained on unscaled ones. */
    private void noteBytes(Parameters parameters, RowReader reader) {
        boolean pixels = reader.kind() == RowReader.InputFormat.IDX || reader.kind() == RowReader.InputFormat.IMAGES;
        if (pixels
                && !KnownPreprocessing.of(parameters, weightsOptions.of(weights))
                        .known()) {
            console.err()
                    .println("note: the weights do not say how inputs were scaled, so they stay as they are in the"
                            + " file; weights that lamina train --weights saves with --scale say it");
        }
    }

    private InputStream open() throws IOException {
        if (data.equals(STANDARD)) {
            return new FilterInputStream(console.in()) {
                @Override
                public void close() {
                    // It is not this verb's.
                }
            };
        }
        if (RowReader.areImages(data)) {
            return InputStream.nullInputStream();
        }
        if (Files.isDirectory(data)) {
            throw new Failure(data + ": it is a folder, not a file");
        }
        return Files.newInputStream(data);
    }

    /** The name of the rows in messages. */
    private String name() {
        return data.equals(STANDARD) ? "<stdin>" : data.toString();
    }

    private InputRequest request(ModelFacts facts, Parameters parameters, BadRows bad) {
        Consumer<String> notes = note -> console.err().println("note: " + Printable.message(name() + ": " + note));
        Preprocessing trained = parameters.preprocessing();
        if (facts.isMulti()) {
            List<ScaledPort> scaled = facts.scaledInputs(parameters.architecture());
            return InputRequest.ofPorts(name(), facts.ports(), scaled, trained, table.csv(), keep, bad, notes);
        }
        int inner = parameters.architecture().inputInner();
        return new InputRequest(name(), facts.expectedOfAny(), trained, inner, table.csv(), keep, bad, notes);
    }

    private void predict(ModelFacts facts, NetworkFactory workspaces, RowReader reader, BadRows bad, OutputStream to)
            throws IOException {
        List<PredictionNames> answers = answers(facts, workspaces.parameters().preprocessing());
        NetworkPool<Network> networks = new NetworkPool<>(
                workspaces.parameters(),
                RowReader.ROWS,
                threads,
                (parameters, capacity) -> workspaces.with(parameters).predictor(capacity));
        try (ParallelPredictions predictions = new ParallelPredictions(
                networks, answers, rows -> inputs(facts, rows), rowFormat(answers, reader), to, bad, name())) {
            try {
                reader.read(predictions);
            } catch (RuntimeException problem) {
                predictions.finish(); // the rows before the one that is wrong
                throw problem;
            }
            predictions.finish();
        }
    }

    /** The inputs of a block of rows. */
    private static NetworkBatch inputs(ModelFacts facts, InputBlock rows) {
        NetworkBatch data = NetworkBatch.of(facts.model());
        List<NetworkInput> each = facts.isMulti() ? facts.ports().split(rows) : List.of(rows.inputs());
        for (int i = 0; i < each.size(); i++) {
            data.input(i, each.get(i));
        }
        return data;
    }

    /** The names of what each output predicts. */
    private static List<PredictionNames> answers(ModelFacts facts, Preprocessing trained) {
        if (!facts.isMulti()) {
            return List.of(answer(facts, trained));
        }
        return IntStream.range(0, facts.outputs())
                .mapToObj(i -> answer(facts, i, trained))
                .toList();
    }

    private static PredictionNames answer(ModelFacts facts, int output, Preprocessing trained) {
        List<Integer> shape = facts.outputShape(output);
        int steps = facts.everyStep(output) ? shape.get(0) : 0;
        boolean labels = facts.groundTruth(output) == GroundTruth.LABELS;
        boolean binary = facts.loss(output).isBinary();
        int count = labels ? Math.max(1, steps) : facts.outputSize(output);
        int classes = binary ? 2 : labels ? facts.classes(output) : 0;
        PredictionNames names = PredictionNames.of(facts.outputName(output), trained, classes, count, steps);
        return binary ? names.ofYesOrNo() : names;
    }

    private static PredictionNames answer(ModelFacts facts, Preprocessing trained) {
        int steps = facts.everyStep() ? facts.outputShape().get(0) : 0;
        if (facts.loss(0).isBinary()) {
            boolean single = facts.outputSize() == 1;
            Preprocessing named = single ? trained : trained.withLabels(List.of());
            return PredictionNames.labels(named, 2, facts.outputSize(), steps).ofYesOrNo();
        }
        return facts.groundTruth() == GroundTruth.LABELS
                ? PredictionNames.labels(trained, facts.classes(), facts.labelSize(), steps)
                : PredictionNames.numbers(trained, facts.outputSize(), steps);
    }

    private PredictionFormat rowFormat(List<PredictionNames> answers, RowReader reader) {
        String name = out.map(Path::toString).orElse("").toLowerCase(Locale.ROOT);
        boolean lines = name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json");
        boolean like = !name.endsWith(".csv") && reader.kind() == RowReader.InputFormat.JSON_LINES;
        OutputFormat chosen = format.orElse(lines || like ? OutputFormat.JSONL : OutputFormat.CSV);
        return chosen == OutputFormat.JSONL ? new JsonFormat(answers) : new CsvFormat(answers);
    }

    private void note(BadRows bad) {
        if (bad.count() > 0) {
            console.err().println("note: " + Text.count(bad.count(), "row") + " left out:");
            bad.reasons().forEach(reason -> console.err().println("  " + Printable.line(reason)));
            if (bad.count() > bad.reasons().size()) {
                console.err().println("  ...");
            }
        }
    }

    /** Thrown when standard output is closed. */
    private static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Standard output that throws as soon as it is closed. */
    private static final class Printed extends PieceOutput {
        private final Console console;

        Printed(Console console) {
            this.console = console;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            console.out().write(bytes, from, length);
            if (console.outputFailed()) {
                throw new OutputClosed();
            }
        }
    }
}
