package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.StatementWord;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lamina explain}: explains the code of a diagnostic, or prints the page of a layer, loss, optimizer or statement. */
@Command(
        name = "explain",
        description = {
            "Explain a diagnostic, a layer, a loss, an optimizer or a statement at length; without a word, list them all."
        },
        footerHeading = "%nExample:%n",
        footer = {"  lamina explain E0301", "  lamina explain conv"})
final class ExplainVerb extends Verb {

    @Parameters(
            paramLabel = "CODE|LAYER",
            arity = "0..*",
            description = "Codes, as in error[E0301], or words of the language, as conv or residual.")
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
            Keyword.all().forEach(each -> console.out().println(each.name() + "  " + each.summary()));
            StatementWord.all().forEach(each -> console.out().println(each.name() + "  " + each.summary()));
        }
        for (String written : codes) {
            console.out().println(explanation(written));
        }
        return ExitCode.FINE;
    }

    private String explanation(String written) {
        return Code.find(written)
                .map(code ->
                        code + ": " + code.title() + "\n\n" + code.explanation().strip())
                .or(() -> Keyword.find(written).map(keyword -> keyword.page().strip()))
                .or(() -> StatementWord.find(written).map(word -> word.page().strip()))
                .orElseThrow(() -> usage("there is no code and no layer " + written + near(written)));
    }

    private static String near(String written) {
        List<String> all = Stream.of(
                        Arrays.stream(Code.values()).map(Code::name),
                        Keyword.all().stream().map(Keyword::name),
                        StatementWord.all().stream().map(StatementWord::name))
                .flatMap(names -> names)
                .toList();
        return NearestName.of(written, all)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; lamina explain lists them all");
    }
}
