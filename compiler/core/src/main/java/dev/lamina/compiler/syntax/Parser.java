package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.repair.ActivationRepair;
import dev.lamina.compiler.syntax.repair.BracketRepair;
import dev.lamina.compiler.syntax.repair.CallRepair;
import dev.lamina.compiler.syntax.repair.CommaRepair;
import dev.lamina.compiler.syntax.repair.DeclarationRepair;
import dev.lamina.compiler.syntax.repair.HabitRepair;
import dev.lamina.compiler.syntax.repair.HeaderRepair;
import dev.lamina.compiler.syntax.repair.ProgramTranslation;
import dev.lamina.compiler.syntax.repair.ScanRepair;
import dev.lamina.compiler.syntax.repair.SettingRepair;
import dev.lamina.compiler.syntax.repair.SlipRepair;
import dev.lamina.compiler.syntax.repair.StatementRecovery;
import dev.lamina.compiler.syntax.repair.StatementRepair;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.Optional;

/** Parses the text of a model file. */
public final class Parser {
    private Parser() {}

    /**
     * The syntax tree; empty after an error, which is reported. An error whose correction is certain is reported and corrected, so that
     * later stages can find more errors in the same run.
     */
    public static Optional<FileSyntax> parse(SourceFile source, Diagnostics log) {
        SyntaxLog syntax = new SyntaxLog(log);
        if (source.text().length() > SourceFile.MAX_BYTES) {
            syntax.end(Diagnostic.of(Code.E0122, source.span(0, 0), "the text is larger than a model file may be")
                    .label("more than " + SourceFile.MAX_BYTES + " characters"));
            return Optional.empty();
        }
        Scanner scanner = Scanner.scan(source);
        Optional<Diagnostic> program = ProgramTranslation.of(source, scanner.lexemes());
        if (program.isPresent()) {
            syntax.end(program.get());
            return Optional.empty();
        }
        List<Lexeme> lexemes = ScanRepair.repair(HabitRepair.repair(scanner.lexemes(), syntax), syntax);
        Limits.check(lexemes, syntax);
        if (syntax.isOver()) {
            return Optional.empty();
        }
        lexemes = ContextualKeywords.decide(lexemes);
        lexemes = HeaderRepair.repair(lexemes, syntax);
        lexemes = SettingRepair.repair(lexemes, syntax);
        lexemes = StatementRepair.repair(lexemes, syntax);
        lexemes = BracketRepair.repair(lexemes, syntax);
        lexemes = DeclarationRepair.repair(lexemes, syntax);
        lexemes = CallRepair.repair(lexemes, syntax);
        lexemes = ActivationRepair.repair(lexemes, syntax);
        lexemes = CommaRepair.repair(lexemes, syntax);
        lexemes = SlipRepair.repair(lexemes, syntax);
        LaminaParser parser = Tokens.parser(source, lexemes);
        parser.setErrorHandler(new StatementRecovery(source, syntax));
        LaminaParser.FileContext file = parser.file();
        if (!syntax.isLost() && file.model().isEmpty()) {
            syntax.lost(Diagnostic.of(Code.E0119, source.span(0, 0), "there is no model in this file")
                    .help("a model looks like `model Name { input x: vector[4]  fc(2) }`"));
        }
        return syntax.isLost() ? Optional.empty() : Optional.of(new TreeBuilder(source, scanner).file(file));
    }
}
