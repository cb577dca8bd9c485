package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and folders as people bring them who have asked in public what was wrong: each gets told what to do. */
class FirstContactTest {

    @TempDir
    private Path folder;

    private Path data = Path.of("");

    private Path model(String input, String rest) throws IOException {
        return Files.writeString(
                folder.resolve("m.lamina"),
                "model M { input x: " + input + "  " + rest + "  train { optimizer adam(rate = 0.01)  epochs 3 } }");
    }

    private Command train(Path model, String rows, Object... more) throws IOException {
        data = Files.writeString(folder.resolve("d.csv"), rows);
        List<Object> words =
                new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", folder.resolve("w")));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    @Test
    void wordsAmongTheInputsAreNamedWithTheirColumn() throws IOException {
        Path model = model("vector[2]", "fc(1)  loss mse");
        Command words = train(model, "colour,size,price\nred,1,2\nblue,2,3\n");
        assertEquals(
                "error: " + data + ":2:1: \"red\" is not a finite number\n  a network takes numbers: --ignore colour"
                        + " leaves the column out; --one-hot colour makes a column of 0 and 1 for each of its words\n",
                words.err());
        Command dates = train(model, "day,size,price\n2020-01-31,1,2\n");
        assertTrue(dates.err().endsWith("\n  a date is no number: --ignore day leaves the column out\n"), dates::err);
        Command typo = train(model, "day,size,price\n1e5x,1,2\n");
        assertTrue(typo.err().endsWith("\"1e5x\" is not a finite number\n"), typo::err);
    }

    @Test
    void aLabelInTheFirstColumnIsLookedFor() throws IOException {
        Path model = model("vector[4]", "fc(3)  loss cross_entropy");
        Command named = train(model, "label,p0,p1,p2,p3\n1,9,200,7,31\n0,8,3,7,255\n");
        assertTrue(
                named.err()
                        .endsWith(
                                "\n  labels are read from the last column; --label label reads them from the column of"
                                        + " that name\n"),
                named::err);
        assertEquals(
                0,
                train(model, "label,p0,p1,p2,p3\n1,9,2,7,31\n0,8,3,7,255\n", "--label", "label")
                        .exit());
        Command unnamed = train(model, "1,9,200,7,31\n0,8,3,7,255\n");
        assertTrue(unnamed.err().endsWith("; --label 1 reads them from the first\n"), unnamed::err);
        Command chosen = train(model, "1,9,200,7,31\n0,8,3,7,255\n", "--label", "5");
        assertFalse(chosen.err().contains("--label 1"), chosen::err);
    }

    @Test
    void aColumnForEachClassIsNoLabel() throws IOException {
        Path model = model("vector[2]", "fc(3)  loss cross_entropy");
        String advice =
                "\n  a label is one column with the number or the name of the class, not a column of 0 and 1 for each"
                        + " class; if several classes may be true of a sample, the loss is binary_cross_entropy\n";
        String rows = "a,b,is_x,is_y,is_z\n1,2,0,1,0\n";
        assertTrue(train(model, rows).err().endsWith(advice));
        assertTrue(train(model, rows, "--label", "is_x,is_y,is_z").err().endsWith(advice));
    }

    /** As asked in public: the same number, or nearly, is predicted for every row. */
    @Test
    void aRegressionThatLearnsNothingIsWarnedOf() throws IOException {
        Path model = model("vector[1]", "fc(1)  loss mse");
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 120; i++) {
            rows.append(i % 7).append(',').append(100 + i % 7).append('\n');
        }
        String worse = "further from the held-out numbers than a program that always gives their mean";
        Command slow = train(model, rows.toString(), "--rate", "1e-9");
        assertTrue(slow.err().contains(worse), slow::err);
        Command scaled = train(model, rows.toString(), "--standardise", "--epochs", "100");
        assertFalse(scaled.err().contains(worse), scaled::err);
    }

    @Test
    void aTableOfExcelIsConvertedByACommand() throws IOException {
        Path model = model("vector[1]", "fc(2)  loss cross_entropy");
        Path latin = Files.write(
                folder.resolve("latin.csv"), "h\u00f6he;art\n1,5;B\u00e4r\n".getBytes(StandardCharsets.ISO_8859_1));
        Command train = Command.run("train", model, "--data", latin);
        assertEquals(1, train.exit());
        assertTrue(train.err().contains("iconv -f WINDOWS-1252 -t UTF-8 FILE > utf8.csv"), train::err);
    }

    @Test
    void foldersOfADividedDataSetAreNoClasses() throws IOException {
        Path model = model("image[1, 2, 2]", "flatten  fc(2)  loss cross_entropy");
        Path pictures = folder.resolve("pictures");
        for (String part : List.of("train", "test")) {
            for (String kind : List.of("cat", "dog")) {
                Path file = pictures.resolve(part).resolve(kind).resolve("1.png");
                Files.createDirectories(file.getParent());
                ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
            }
        }
        Command train = Command.run("train", model, "--data", pictures);
        assertEquals(
                "error: " + pictures
                        + ": its folders are test, train, which are parts of the data and not classes\n  give"
                        + " --data " + pictures.resolve("train") + " --test-data " + pictures.resolve("test") + "\n",
                train.err());
        Command label = Command.run("train", model, "--data", pictures.resolve("train"), "--label", "1");
        assertEquals(
                "error: " + pictures.resolve("train") + ": --label is said of a table, a CSV file, and this is none\n",
                label.err());
        Command told = Command.run(
                "train",
                model,
                "--data",
                pictures.resolve("train"),
                "--test-data",
                pictures.resolve("test"),
                "--weights-out",
                folder.resolve("w"));
        assertEquals(0, told.exit(), told::err);
    }

    @Test
    void aNetworkThatGivesOneClassOnlyIsWarnedOf() throws IOException {
        Path model = model("vector[1]", "fc(2)  loss cross_entropy");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            rows.append(i % 7).append(i % 20 == 0 ? ",1\n" : ",0\n");
        }
        Command train = train(model, rows.toString());
        assertEquals(0, train.exit());
        assertTrue(train.err().contains("warning: the network gives all held-out samples the same class;"), train::err);
        assertTrue(train.err().contains("weights = balanced"), train::err);
    }

    @Test
    void aForecastIsComparedWithTheLastValue() throws IOException {
        Random random = new Random(1);
        StringBuilder walk = new StringBuilder("day,level\n");
        double level = 0;
        for (int i = 0; i < 120; i++) {
            level += random.nextInt(2) * 2 - 1; // each step is 1 up or down, so that the error of the last value is 1
            walk.append(String.format(Locale.ROOT, "%d,%.0f%n", i, level));
        }
        Object[] options = {"--window", 3, "--inputs", "level", "--label", "level", "--standardise"};
        for (String input : List.of("sequence[3, 1]  flatten", "sequence[3, 1]  rnn(2)  last", "vector[3]")) {
            Command train = train(model(input, "fc(1)  loss mse"), walk.toString(), options);
            assertEquals(0, train.exit(), train::err);
            assertTrue(
                    train.out()
                            .contains(
                                    "\nbaseline: root mean squared error 1.0000, of a forecast that repeats the last value\n"),
                    train::out);
            assertTrue(train.err().contains("warning: a forecast that repeats the last value"), train::err);
        }
    }

    @Test
    void aNetworkThatCannotGiveTheTargetsOrNothingElseIsWarnedOf() throws IOException {
        String rows = "x,y\n-1,-3\n0,-1\n1,1\n2,3\n3,5\n4,7\n5,9\n";
        Command relu = train(model("vector[1]", "fc(1)  relu  loss mse"), rows);
        assertEquals(0, relu.exit(), relu::err);
        assertTrue(
                relu.err()
                        .contains(" and `relu`, the last layer, gives no number below 0;\n  leave it out, so that the"
                                + " network can give every number\n"),
                relu::err);
        Command tanh = train(model("vector[1]", "fc(1)  tanh  loss mse"), rows, "--standardise");
        assertTrue(
                tanh.err().contains(" after scaling, and `tanh`, the last layer, gives numbers from -1 to 1;"),
                tanh::err);
        Command right = train(model("vector[1]", "fc(1)  loss mse"), rows, "--standardise");
        assertFalse(right.err().contains("warning"), right::err);
        String labels = "x,y\n0,0\n1,1\n2,0\n3,1\n4,0\n5,1\n";
        Command one = train(model("vector[1]", "fc(1)  softmax  loss binary_cross_entropy"), labels);
        assertTrue(one.err().contains("warning[W0709]"), one::err);
        assertTrue(one.err().contains("warning: the gradient was 0 in all steps of the last epoch"), one::err);
    }

    @Test
    void numbersAsLabelsAndSeveralLaterRowsAreToldWhatTakesThem() throws IOException {
        Command label = train(model("vector[1]", "fc(2)  loss cross_entropy"), "1,0.95\n2,0.5\n");
        assertTrue(
                label.err()
                        .endsWith(
                                "the label 0.95 is not a whole number; a model that tells numbers ends with `fc(1)` and"
                                        + " has a loss such as mse\n"),
                label::err);
        Command rows = train(
                model("sequence[2, 1]", "lstm(3)  last  fc(2)  loss mse"),
                "a\n1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                "--window",
                2,
                "--inputs",
                "a",
                "--label",
                "a");
        assertTrue(rows.err().contains("\n  the target of a window stands in one row, --ahead rows later"), rows::err);
    }
}
