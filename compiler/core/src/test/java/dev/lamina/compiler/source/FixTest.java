package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class FixTest {
    private final SourceFile file = new SourceFile("a.lamina", "model A {\n    maxpool(2)\n    fc(120)  relu\n}\n");

    @Test
    void aStatementBeforeAnotherGetsALineOfItsOwn() {
        Fix fix = Fix.statementBefore(place("fc(120)"), "flatten");
        assertEquals(
                "model A {\n    maxpool(2)\n    flatten\n    fc(120)  relu\n}\n",
                fix.applied().text());
    }

    @Test
    void aStatementBeforeOneInTheMiddleOfALineSharesTheLine() {
        Fix fix = Fix.statementBefore(place("relu"), "dropout(0.5)");
        assertEquals("    fc(120)  dropout(0.5)  relu", fix.applied().lineText(3));
    }

    @Test
    void aStatementAfterAnotherFollowsInTheSameWay() {
        assertEquals(
                "    flatten",
                Fix.statementAfter(place("maxpool(2)"), "flatten").applied().lineText(3));
        assertEquals(
                "    fc(120)  relu  tanh",
                Fix.statementAfter(place("relu"), "tanh").applied().lineText(3));
    }

    @Test
    void replacingAndDeletingChangeNothingElse() {
        assertEquals(
                "    fc(84)  relu", Fix.replace(place("120"), "84").applied().lineText(3));
        assertEquals("    fc(120)", Fix.delete(place("  relu")).applied().lineText(3));
    }

    private Span place(String text) {
        int start = file.text().indexOf(text);
        return file.span(start, start + text.length());
    }
}
