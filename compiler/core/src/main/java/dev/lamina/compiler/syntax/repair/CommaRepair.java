package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.ArrayList;
import java.util.List;

/** Removes commas between statements and between settings. */
public final class CommaRepair extends BodyRepair {
    private final List<Span> commas = new ArrayList<>();

    private CommaRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        CommaRepair repair = new CommaRepair(lexemes, log);
        List<Lexeme> repaired = repair.repaired();
        repair.reportCommas();
        return repaired;
    }

    @Override
    protected boolean repair(Lexeme lexeme, Place place) {
        boolean between = lexeme.is(COMMA)
                && (place == Place.STATEMENTS && !isOfInput() || place == Place.SETTINGS && endsSetting());
        if (between) {
            commas.add(lexeme.span());
            at++;
        }
        return between;
    }

    /** Whether the token stands where the kind of an input does. */
    private boolean isOfInput() {
        return typeBefore(1) == COLON && typeBefore(3) == INPUT;
    }

    /** Whether a comma in a train block stands between two settings, and not between values of one. */
    private boolean endsSetting() {
        if (typeAt(at + 1) == RBRACE) {
            return true;
        }
        boolean setting = typeAt(at + 1) == NAME
                && !isLabel(in.get(at + 1)) // a label in a list of labels
                && SettingRepair.isWord(in.get(at + 1).text());
        int next = typeAt(at + 2);
        return setting && (next == NUMBER || next == NAME || next == EQUALS || next == COLON);
    }

    /** Reports commas once for the whole file, as semicolons. */
    private void reportCommas() {
        if (!commas.isEmpty()) {
            int more = commas.size() - 1;
            log.slip(Diagnostic.of(Code.E0111, commas.get(0), "statements do not end with `,`")
                    .label(more == 0 ? "" : "and " + more + " more in this file")
                    .help("leave it out", Fix.delete(commas.get(0))));
        }
    }
}
