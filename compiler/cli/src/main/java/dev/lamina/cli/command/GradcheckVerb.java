package dev.lamina.cli.command;

import dev.lamina.cli.check.GradientCheck;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.Table;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.RandomInputs;
import dev.lamina.cli.run.RunInputs;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina gradcheck}: compares the gradients of a model with central differences of its loss. */
@Command(
        name = "gradcheck",
        description = "Compare the gradients of a model with central differences of its loss, on random data.",
        footerHeading = "%nExample:%n",
        footer = "  lamina gradcheck lenet.lamina")
final class GradcheckVerb extends Verb {

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Mixin
    private WeightsOptions reading = new WeightsOptions();

    @Option(names = "--weights", paramLabel = "W", description = "The parameters; new ones by default.")
    private Optional<Path> weights = Optional.empty();

    @Option(
            names = "--elements",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many elements of each parameter to check; ${DEFAULT-VALUE} by default.")
    private int elements;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "4",
            description = "Samples; ${DEFAULT-VALUE} by default.")
    private int batch;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The seed of everything random.")
    private long seed;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    GradcheckVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (elements < 1 || batch < 1) {
            throw usage("--elements and --batch must be at least 1");
        }
        Options options = code.toRun(model.options(), console).withInputGradients(true);
        ModelFacts facts = new ModelFacts(new Models(console, reporter()).compileOne(file, options));
        LoadedNetwork loaded = facts.model().load();
        Parameters parameters = loaded.newParameters(seed);
        weights.map(reading::of).ifPresent(parameters::read);
        TrainableNetwork network = new NetworkFactory(loaded, parameters).trainer(loaded.newTrainingState(), batch);
        RunInputs inputs = RandomInputs.of(facts, batch, seed);
        return show(new GradientCheck(facts, network, loaded.newParameters(seed), inputs, elements, seed).run());
    }

    private int show(List<GradientCheck.WorstElement> findings) {
        boolean fine = findings.stream().noneMatch(each -> each.verdict() == GradientCheck.Verdict.WRONG);
        if (json) {
            console.out().println(JsonReport.text(findings));
        } else {
            console.out().print(table(findings).text());
            if (findings.stream().anyMatch(each -> each.verdict() == GradientCheck.Verdict.ZERO)) {
                console.out().println("zero: the loss does not change with these numbers, and their gradient says so");
            }
        }
        return fine ? ExitCode.FINE : ExitCode.INPUT;
    }

    private static Table table(List<GradientCheck.WorstElement> findings) {
        Table table = new Table(2, "gradient of", "worst element", "computed", "by differences", "checked", "");
        table.rule();
        for (GradientCheck.WorstElement finding : findings) {
            table.row(
                    finding.name(),
                    finding.place(),
                    String.format(Locale.ROOT, "%.6g", finding.computed()),
                    String.format(Locale.ROOT, "%.6g", finding.measured()),
                    Text.grouped(finding.checked()),
                    finding.verdict().text());
        }
        return table;
    }
}
