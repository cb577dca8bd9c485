package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.MarkdownText;
import dev.lamina.cli.console.Pager;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.StatementWord;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.ForeignWords.Section;
import dev.lamina.compiler.source.ForeignWords.Translation;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        Pager.print(console, codes.isEmpty() ? everything() : pages());
        return ExitCode.FINE;
    }

    private static String everything() {
        StringBuilder list = new StringBuilder();
        for (Code code : Code.values()) {
            list.append(code + "  " + code.title() + "\n");
        }
        Keyword.all().forEach(each -> list.append(each.name() + "  " + each.summary() + "\n"));
        StatementWord.all().forEach(each -> list.append(each.name() + "  " + each.summary() + "\n"));
        return list.toString();
    }

    /** As text on a terminal; elsewhere in Markdown, which programs read too. */
    private String pages() {
        StringBuilder pages = new StringBuilder();
        for (String written : codes) {
            String page = explanation(written) + "\n";
            pages.append(console.terminal() ? MarkdownText.of(page, console.columns(), colour()) : page);
        }
        return pages.toString();
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
        List<String> words = Keyword.all().stream().map(Keyword::name).toList();
        return Stream.of(Section.LAYER, Section.LOSS, Section.OPTIMIZER)
                .flatMap(section -> Suggestion.of(section, written, words).stream())
                .findFirst()
                .map(Suggestion::text)
                .or(() -> argument(written))
                .or(() -> setting(written))
                .or(() -> NearestName.slip(written, all).map(name -> "did you mean " + name + "?"))
                .map(text -> "; " + text)
                .orElse("; lamina explain lists them all");
    }

    /** Which layers, losses and optimizers have an argument of this name, or of the name that it is called by here. */
    private static Optional<String> argument(String written) {
        Set<String> names = Keyword.all().stream()
                .flatMap(keyword -> keyword.arguments().stream())
                .map(Keyword.Argument::name)
                .collect(Collectors.toSet());
        Optional<String> ours = names.contains(written)
                ? Optional.of(written)
                : ForeignWords.find(Section.ARGUMENT, written, names).flatMap(Translation::ours);
        return ours.map(name -> "`" + name + "` is an argument of "
                + Keyword.all().stream()
                        .filter(keyword -> keyword.arguments().stream()
                                .anyMatch(argument -> argument.name().equals(name)))
                        .map(Keyword::name)
                        .collect(Collectors.joining(", ")));
    }

    /** What a setting of the train block is, of this name or of the name that it is called by here. */
    private static Optional<String> setting(String written) {
        List<String> names = Keyword.settings();
        Optional<Translation> foreign = ForeignWords.find(Section.SETTING, written, names);
        return names.contains(written)
                ? Optional.of("`" + written + "` is a setting of the train block")
                : foreign.map(each -> each.ours()
                                .map(name -> "`" + name + "` is that setting of the train block")
                                .orElse(each.remark()))
                        .filter(text -> !text.isEmpty());
    }
}
