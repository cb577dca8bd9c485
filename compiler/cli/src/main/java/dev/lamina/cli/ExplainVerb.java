package dev.lamina.cli;

import dev.lamina.compiler.source.Code;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lamina explain}: the long form of a diagnostic's code. */
@Command(
        name = "explain",
        description = "Explain a diagnostic at length; without a code, list them all.",
        footerHeading = "%nExample:%n",
        footer = "  lamina explain E0301")
final class ExplainVerb extends Verb {

    @Parameters(paramLabel = "CODE", arity = "0..*", description = "Codes, as in error[E0301].")
    private List<String> codes;

    ExplainVerb(Console console) {
        super(console);
        codes = List.of();
    }

    @Override
    protected int run() {
        if (codes.isEmpty()) {
            for (Code code : Code.values()) {
                console.out().println(code + "  " + code.title());
            }
        }
        for (String written : codes) {
            Code code = Code.find(written)
                    .orElseThrow(() -> usage("there is no code " + written + "; lamina explain lists them all"));
            console.out().println(code + ": " + code.title() + "\n");
            console.out().println(code.explanation().strip());
        }
        return ExitCode.FINE;
    }
}
