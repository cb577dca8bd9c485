package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.repl.Response;
import dev.lamina.cli.repl.Verbs;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkCalls;
import dev.lamina.cli.run.RandomInputs;
import dev.lamina.cli.run.RunInputs;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs the verbs of the command for the REPL. */
final class ReplVerbs implements Verbs {

    private static final int SHOWN = 8;

    private final Console console;

    ReplVerbs(Console console) {
        this.console = console;
    }

    @Override
    public Response run(String model, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console inner = new Console(
                new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                console.environment());
        int exit = CommandRunner.run(inner, arguments.toArray(String[]::new));
        return new Response(
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                exit != ExitCode.FINE,
                false);
    }

    @Override
    public void save(Path file, String text) throws IOException {
        OutputFile.write(file, text);
    }

    @Override
    public Response tryOut(String text) {
        ModelFacts facts = new ModelFacts(LaminaCompiler.compile(new SourceFile("repl", text), Options.defaults())
                .models()
                .get(0));
        LoadedNetwork loaded = facts.model().load();
        TrainableNetwork network = loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 1);
        RunInputs inputs = RandomInputs.of(facts, 1, 1);
        network.training(false);
        NetworkCalls calculation = new NetworkCalls(facts, network);
        StringBuilder answer = new StringBuilder();
        calculation
                .forward(inputs)
                .ifPresent(
                        loss -> answer.append("  loss ").append(Text.loss(loss)).append('\n'));
        answer.insert(0, outputs(facts, network));
        calculation.backward(inputs);
        int width = network.gradients().views().stream()
                .mapToInt(view -> view.name().length())
                .max()
                .orElse(1);
        for (TensorView view : network.gradients().views()) {
            answer.append(String.format(
                    Locale.ROOT,
                    "  gradient of %-" + width + "s  largest %.3e\n",
                    view.name(),
                    largest(network.gradients().get(view.name()))));
        }
        return new Response(answer.toString(), "", false, false);
    }

    private static String outputs(ModelFacts facts, TrainableNetwork network) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < facts.outputs(); i++) {
            ModelValue output = facts.model().outputs().get(i);
            float[] values = new float[output.size()];
            NetworkBatch.output(network, i, values);
            String name = facts.outputs() == 1 ? "output" : output.name();
            lines.append("  " + name + " " + output.shape() + ": " + numbers(values) + "\n");
        }
        return lines.toString();
    }

    private static String numbers(float[] values) {
        String shown = IntStream.range(0, Math.min(SHOWN, values.length))
                .mapToObj(i -> String.format(Locale.ROOT, "%.4f", values[i]))
                .collect(Collectors.joining(", "));
        return values.length > SHOWN ? shown + ", ..." : shown;
    }

    private static float largest(float[] values) {
        return (float) IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElse(0);
    }
}
