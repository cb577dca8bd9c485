package dev.lamina.compiler.syntax.format;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MINUS;
import static dev.lamina.grammar.LaminaLexer.NAME;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Scanner;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Groups the tokens and comments of a text without errors into pieces. */
final class PieceReader {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final SourceFile source;
    private final List<Lexeme> lexemes;
    private final List<Gap> gaps;
    private final Set<Integer> statements = new HashSet<>();
    private final Set<Integer> settings = new HashSet<>();
    private int at;

    PieceReader(SourceFile source, FileSyntax file) {
        this.source = source;
        Scanner scanner = Scanner.scan(source);
        this.lexemes = scanner.lexemes();
        this.gaps = gaps(scanner.comments());
        for (ModelSyntax model : file.models()) {
            statements.add(model.span().start());
            model.statements().forEach(this::statement);
        }
        for (BlockSyntax block : file.blocks()) {
            statements.add(block.span().start());
            block.body().forEach(this::statement);
        }
        statements.addAll(settings);
    }

    /** Records where a statement and those in its bodies begin. */
    private void statement(StatementSyntax statement) {
        statements.add(statement.span().start());
        if (statement instanceof StatementSyntax.Train train) {
            train.settings().forEach(each -> settings.add(each.span().start()));
        } else if (statement instanceof StatementSyntax.Repeat repeat) {
            repeat.body().forEach(this::statement);
        } else if (statement instanceof StatementSyntax.Residual residual) {
            residual.body().forEach(this::statement);
            residual.shortcut().ifPresent(shortcut -> {
                statements.add(shortcut.span().start());
                shortcut.body().forEach(this::statement);
            });
        } else if (statement instanceof StatementSyntax.Output output) {
            statement(output.step());
        }
    }

    /** All models of the file as one block. */
    Piece.Block file() {
        return new Piece.Block(blockItems(), new Gap(List.of(), false, false), gaps.get(at));
    }

    /** The gap before each token and before the end of the text. */
    private List<Gap> gaps(List<Lexeme> comments) {
        List<Gap> found = new ArrayList<>();
        int comment = 0;
        int from = 0;
        for (int token = 0; token <= lexemes.size(); token++) {
            int until = token < lexemes.size()
                    ? lexemes.get(token).span().start()
                    : source.text().length();
            List<Gap.Remark> remarks = new ArrayList<>();
            boolean lineEnd = false;
            while (comment < comments.size() && comments.get(comment).span().start() < until) {
                Lexeme next = comments.get(comment++);
                int ends = lineEnds(from, next.span().start());
                lineEnd = true;
                boolean own = ends > 0 || !remarks.isEmpty() || token == 0;
                boolean blank = ends > 1;
                remarks.add(new Gap.Remark(next.text().stripTrailing(), own, blank));
                from = next.span().end();
            }
            int ends = lineEnds(from, until);
            found.add(new Gap(remarks, lineEnd || ends > 0, ends > 1));
            from = token < lexemes.size() ? lexemes.get(token).span().end() : until;
        }
        return found;
    }

    private int lineEnds(int from, int until) {
        return (int)
                LINE_END.matcher(source.text().substring(from, until)).results().count();
    }

    private List<Piece.Item> blockItems() {
        List<Piece.Item> items = new ArrayList<>();
        while (at < lexemes.size() && !lexemes.get(at).closes()) {
            int start = at;
            List<Piece> pieces = new ArrayList<>();
            do {
                pieces.add(piece(start));
            } while (at < lexemes.size() && !lexemes.get(at).closes() && !statements.contains(start(at)));
            items.add(new Piece.Item(pieces, List.of()));
        }
        return items;
    }

    private List<Piece.Item> groupItems() {
        List<Piece.Item> items = new ArrayList<>();
        while (!lexemes.get(at).closes()) {
            int start = at;
            List<Piece> pieces = new ArrayList<>();
            while (!lexemes.get(at).closes() && !lexemes.get(at).is(COMMA)) {
                pieces.add(piece(start));
            }
            List<Gap.Remark> after = List.of();
            if (lexemes.get(at).is(COMMA)) {
                after = gaps.get(at++).remarks();
            }
            items.add(new Piece.Item(pieces, after));
        }
        return items;
    }

    private Piece piece(int itemStart) {
        int here = at++;
        Lexeme lexeme = lexemes.get(here);
        Gap gap = gaps.get(here);
        if (!lexeme.opens()) {
            return new Piece.Word(lexeme.text(), gap, isTight(here, itemStart));
        }
        if (lexeme.is(LBRACE)) {
            List<Piece.Item> items = blockItems();
            return new Piece.Block(items, gap, gaps.get(at++));
        }
        boolean tight = isTight(here, itemStart);
        boolean loose = lexeme.is(LBRACKET) || isCall(here, itemStart);
        List<Piece.Item> items = groupItems();
        String close = lexemes.get(at).text();
        return new Piece.Group(lexeme.text(), items, close, gap, tight, loose, gaps.get(at++));
    }

    private boolean isTight(int here, int itemStart) {
        Lexeme lexeme = lexemes.get(here);
        return here == itemStart
                || lexeme.is(COLON)
                || lexeme.is(COMMA)
                || lexeme.is(LBRACKET)
                || lexeme.is(LPAREN) && isCall(here, itemStart)
                || isSign(here - 1, itemStart);
    }

    /** Whether a parenthesis encloses arguments rather than an expression: {@code batch (2 * 16)} is a setting and its value. */
    private boolean isCall(int here, int itemStart) {
        return here > itemStart && lexemes.get(here - 1).is(NAME) && !isNameOfSetting(here - 1);
    }

    /** Whether a minus is a sign rather than a subtraction. */
    private boolean isSign(int here, int itemStart) {
        if (!lexemes.get(here).is(MINUS)) {
            return false;
        }
        if (here == itemStart) {
            return true;
        }
        Lexeme before = lexemes.get(here - 1);
        return before.isOperator() || before.is(EQUALS) || before.is(BELOW) || isNameOfSetting(here - 1);
    }

    private boolean isNameOfSetting(int here) {
        return settings.contains(start(here));
    }

    private int start(int here) {
        return lexemes.get(here).span().start();
    }
}
