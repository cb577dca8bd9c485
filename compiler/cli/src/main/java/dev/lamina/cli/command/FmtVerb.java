package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.compiler.Formatted;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Printable;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina fmt}: formats model files. */
@Command(
        name = "fmt",
        description = "Lay model files out as all of them are: spaces, columns, blank lines. Comments stay in place.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina fmt lenet.lamina",
            "  lamina fmt --check src/main/lamina/*.lamina",
            "  lamina fmt - < lenet.lamina"
        })
final class FmtVerb extends Verb {

    private static final String STDIN = "-";

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Model files, which are rewritten; - reads standard input and writes standard output.")
    private List<String> files = List.of();

    @Option(names = "--check", description = "Write nothing; name the files that are not laid out, and exit with 1.")
    private boolean check;

    FmtVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        Map<String, String> changed = new LinkedHashMap<>();
        boolean failed = false;
        for (String file : files) {
            Diagnostics log = new Diagnostics();
            Optional<SourceFile> source = new Models(console, reporter()).read(file, log);
            Optional<Formatted> formatted = source.map(LaminaCompiler::format);
            reporter().print(formatted.map(Formatted::diagnostics).orElse(log));
            Optional<String> text = formatted.flatMap(Formatted::text);
            failed |= text.isEmpty();
            text.filter(laidOut -> isWanted(file, source, laidOut)).ifPresent(laidOut -> changed.put(file, laidOut));
        }
        if (check) {
            changed.keySet().forEach(file -> console.out().println("not formatted: " + Printable.line(file)));
            return failed || !changed.isEmpty() ? ExitCode.INPUT : ExitCode.FINE;
        }
        return failed ? ExitCode.INPUT : write(changed); // all or nothing
    }

    private boolean isWanted(String file, Optional<SourceFile> source, String laidOut) {
        return file.equals(STDIN) && !check
                || source.filter(read -> !read.text().equals(laidOut)).isPresent();
    }

    private int write(Map<String, String> changed) throws IOException {
        for (Map.Entry<String, String> each : changed.entrySet()) {
            if (each.getKey().equals(STDIN)) {
                console.printExactly(each.getValue());
            } else {
                OutputFile.write(Path.of(each.getKey()), each.getValue());
                console.out().println("formatted " + Printable.line(each.getKey()));
            }
        }
        return ExitCode.FINE;
    }
}
