package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.StatementWord;
import dev.lamina.compiler.source.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lamina completion}: prints a script with which a shell completes verbs, options, files and codes. */
@Command(
        name = "completion",
        description = "Print a script that completes command lines in bash, zsh or fish.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(lamina completion bash)",
            "  source <(lamina completion zsh)",
            "  lamina completion fish | source"
        })
final class CompletionVerb extends Verb {
    private static final Pattern WORDS = Pattern.compile("(local \\w+_option_args=\\()([^)]*)(\\))");
    private static final String NO_POSITIONALS = "local positionals=\"\"";

    /** The shells that there are scripts for. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Spec
    private CommandSpec self;

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash, zsh or fish; bash by default.")
    private Shell shell = Shell.BASH;

    CompletionVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        CommandLine root = self.root().commandLine();
        if (shell == Shell.FISH) {
            console.out().print(FishCompletion.of(root, explained()));
            return ExitCode.FINE;
        }
        console.out().println(adapted(AutoComplete.bash(root.getCommandName(), root)));
        return ExitCode.FINE;
    }

    /**
     * The script of picocli, changed in three ways: words are in lower case, as the help has them; where it knows no word, the shell
     * completes files, as most arguments are; and {@code explain} completes codes and words of the language.
     */
    private static String adapted(String script) {
        String lower = WORDS.matcher(script).replaceAll(CompletionVerb::inLowerCase);
        String files = lower.replace("compopt +o default", "compopt -o default");
        int explain = files.indexOf("function _picocli_lamina_explain() {");
        int positionals = files.indexOf(NO_POSITIONALS, explain);
        return explain < 0 || positionals < 0
                ? files
                : files.substring(0, positionals) + "local positionals=$'" + String.join("\\n", explained()) + "'"
                        + files.substring(positionals + NO_POSITIONALS.length());
    }

    private static String inLowerCase(MatchResult found) {
        return Matcher.quoteReplacement(found.group(1) + found.group(2).toLowerCase(Locale.ROOT) + found.group(3));
    }

    private static List<String> explained() {
        return Stream.of(
                        Arrays.stream(Code.values()).map(code -> code.name()),
                        Arrays.stream(Code.values()).map(code -> code.name().toLowerCase(Locale.ROOT)),
                        Keyword.all().stream().map(Keyword::name),
                        StatementWord.all().stream().map(StatementWord::name))
                .flatMap(words -> words)
                .toList();
    }
}
