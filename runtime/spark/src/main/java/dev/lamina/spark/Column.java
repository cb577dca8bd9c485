package dev.lamina.spark;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** A column of numbers, as rows of Spark's engine hold it: single numbers, arrays of them, or vectors of Spark ML. */
final class Column implements Serializable {
    private static final long serialVersionUID = 1;

    private static final byte SPARSE = 0;
    private static final int FIELDS_OF_A_VECTOR = 4;

    private final String name;
    private final int place;
    private final Kind kind;
    private final boolean nullable;

    private enum Kind {
        VECTOR,
        FLOATS,
        DOUBLES,
        INTS,
        LONGS,
        FLOAT,
        DOUBLE,
        INT,
        LONG
    }

    /** @param nullable whether elements of its arrays may be null */
    private Column(String name, int place, Kind kind, boolean nullable) {
        this.name = name;
        this.place = place;
        this.kind = kind;
        this.nullable = nullable;
    }

    /**
     * A column of a schema.
     *
     * @throws IllegalArgumentException if there is none of this name, or it holds no numbers
     */
    static Column of(StructType schema, String name) {
        if (!java.util.Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException(
                    "there is no column " + name + " among " + String.join(", ", schema.fieldNames()));
        }
        int place = schema.fieldIndex(name);
        DataType type = schema.fields()[place].dataType();
        return new Column(name, place, kind(name, type), type instanceof ArrayType array && array.containsNull());
    }

    /** The same column under the name that it has in the data, for messages. */
    Column named(String shown) {
        return new Column(shown, place, kind, nullable);
    }

    private static Kind kind(String name, DataType type) {
        if (type.equals(SQLDataTypes.VectorType())) {
            return Kind.VECTOR;
        }
        if (type instanceof ArrayType array) {
            DataType element = array.elementType();
            if (element.equals(DataTypes.FloatType)) {
                return Kind.FLOATS;
            } else if (element.equals(DataTypes.DoubleType)) {
                return Kind.DOUBLES;
            } else if (element.equals(DataTypes.IntegerType)) {
                return Kind.INTS;
            } else if (element.equals(DataTypes.LongType)) {
                return Kind.LONGS;
            }
        } else if (type.equals(DataTypes.FloatType)) {
            return Kind.FLOAT;
        } else if (type.equals(DataTypes.IntegerType)) {
            return Kind.INT;
        } else if (type.equals(DataTypes.LongType)) {
            return Kind.LONG;
        } else if (type.equals(DataTypes.DoubleType)) {
            return Kind.DOUBLE;
        }
        String help = type instanceof NumericType ? ": cast it to double" : "";
        throw new IllegalArgumentException("column " + name + " is of type " + type.catalogString()
                + ", but a vector, an array of numbers or a double is needed" + help);
    }

    /** The numbers of a row. */
    double[] numbers(InternalRow row) {
        requireValue(row);
        return switch (kind) {
            case VECTOR -> vector(row);
            case FLOATS, INTS, LONGS -> widened(array(row));
            case DOUBLES -> array(row).toDoubleArray();
            case FLOAT -> new double[] {row.getFloat(place)};
            case DOUBLE -> new double[] {row.getDouble(place)};
            case INT -> new double[] {row.getInt(place)};
            case LONG -> new double[] {row.getLong(place)};
        };
    }

    /** The numbers of a row as floats. */
    float[] floats(InternalRow row) {
        if (kind == Kind.FLOATS) {
            requireValue(row);
            return array(row).toFloatArray();
        }
        double[] numbers = numbers(row);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /** The numbers of a row as whole numbers. */
    int[] wholes(InternalRow row) {
        if (kind == Kind.INTS) {
            requireValue(row);
            return array(row).toIntArray();
        }
        double[] numbers = numbers(row);
        int[] wholes = new int[numbers.length];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = (int) numbers[i];
            if (wholes[i] != numbers[i]) {
                throw new IllegalArgumentException("column " + name + " has the value " + numbers[i]
                        + ", but labels and tokens are whole numbers");
            }
        }
        return wholes;
    }

    private void requireValue(InternalRow row) {
        if (row.isNullAt(place)) {
            throw new IllegalArgumentException("column " + name + " is null in a row: drop such rows, or fill them");
        }
    }

    /** The array of a row. Spark gives 0 for an element that is null. */
    private ArrayData array(InternalRow row) {
        ArrayData array = row.getArray(place);
        for (int i = 0; nullable && i < array.numElements(); i++) {
            if (array.isNullAt(i)) {
                throw new IllegalArgumentException("column " + name + " has an array in a row whose element " + i
                        + " is null: drop such rows, or fill them");
            }
        }
        return array;
    }

    private double[] widened(ArrayData array) {
        double[] all = new double[array.numElements()];
        for (int i = 0; i < all.length; i++) {
            all[i] = switch (kind) {
                case FLOATS -> array.getFloat(i);
                case INTS -> array.getInt(i);
                default -> array.getLong(i);
            };
        }
        return all;
    }

    private double[] vector(InternalRow row) {
        InternalRow vector = row.getStruct(place, FIELDS_OF_A_VECTOR);
        double[] values = vector.getArray(3).toDoubleArray();
        if (vector.getByte(0) != SPARSE) {
            return values;
        }
        double[] dense = new double[vector.getInt(1)];
        int[] places = vector.getArray(2).toIntArray();
        for (int i = 0; i < places.length; i++) {
            dense[places[i]] = values[i];
        }
        return dense;
    }
}
