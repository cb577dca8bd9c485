package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.graph.Dot;
import dev.lamina.cli.graph.Page;
import dev.lamina.cli.graph.TrainingLog;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.source.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina graph}: draws a model. */
@Command(
        name = "graph",
        description = {
            "Draw a model: layers, branches, shapes, costs, and what runs as one kernel.",
            "Blocks, residuals and repeats have frames.",
            "The ending of the file decides: .svg is the picture, .html a page with layers, memory and training too,"
                    + " .dot a text for Graphviz."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina graph lenet.lamina -o lenet.svg",
            "  lamina graph digits.lamina -o digits.html --log run.jsonl"
        })
final class GraphVerb extends Verb {

    @Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to draw to: .svg, .html or .dot.")
    private Path output = Path.of("");

    @Option(names = "--log", paramLabel = "FILE", description = "What lamina train --log has written, for the page.")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--unfold",
            description = "Draw every body of a repeat. By default one of equal bodies stands for all.")
    private boolean unfold;

    GraphVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        String ending = ending();
        if (log.isPresent() && !ending.equals("html")) {
            throw usage("--log is for a page only: -o FILE.html");
        }
        Optional<TrainingLog> training = log.isPresent() ? Optional.of(training(log.get())) : Optional.empty();
        ReadFiles.of(file).and(log.stream().toList()).requireNone(output);
        CompiledModel compiled = new Models(console, reporter()).compileOne(file, model.options());
        OutputFile.write(
                output,
                switch (ending) {
                    case "svg" -> Page.svg(compiled, !unfold);
                    case "html" -> Page.html(compiled, training, !unfold);
                    default -> Dot.text(compiled, !unfold);
                });
        console.out().println("wrote " + Printable.line(output));
        return ExitCode.FINE;
    }

    private String ending() {
        String name = output.toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "svg", "html", "dot" -> ending;
            default -> throw usage("-o " + output + ": the file's name must end in .svg, .html or .dot");
        };
    }

    private static TrainingLog training(Path file) throws IOException {
        try {
            return TrainingLog.of(Files.readAllLines(file));
        } catch (NoSuchFileException missing) {
            throw new Failure(file + ": there is no such file");
        } catch (CharacterCodingException notText) {
            throw new Failure(file + ": it is no text");
        } catch (IllegalArgumentException wrong) {
            throw new Failure(file + ": " + wrong.getMessage());
        }
    }
}
