package dev.cairn.tensor;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Reads a header's JSON, trusting nothing in it. */
final class HeaderParser {
  static final String METADATA = "__metadata__";

  /** Names are as long as the header lets them be, and each is its own: no table of symbols. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE).build())
          .build();

  private final Path file;
  private final JsonParser json;

  private HeaderParser(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  static Header parse(Path file, ByteBuffer header) throws SafetensorsException {
    if (!header.hasRemaining() || header.get(header.position()) != '{') {
      throw SafetensorsException.in(
          file, Fault.NOT_AN_OBJECT, "the header does not begin with a brace");
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), decode(file, header))) {
      return new HeaderParser(file, json).header();
    } catch (JacksonException e) {
      throw SafetensorsException.in(
          file,
          Fault.INVALID_JSON,
          "the header is not JSON: " + JsonText.oneLine(e.getOriginalMessage()));
    }
  }

  private static String decode(Path file, ByteBuffer header) throws SafetensorsException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw SafetensorsException.in(file, Fault.INVALID_UTF8, "the header is not UTF-8");
    }
  }

  private Header header() throws SafetensorsException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = Map.of();
    Set<String> seen = new HashSet<>();
    json.nextToken();
    for (String name = nextKey(seen); name != null; name = nextKey(seen)) {
      if (name.equals(METADATA)) {
        metadata = metadata();
      } else {
        entries.add(entry(name));
      }
    }
    if (json.nextToken() != null) {
      throw SafetensorsException.in(
          file, Fault.INVALID_JSON, "the header is not JSON: something follows its object");
    }
    return new Header(entries, metadata);
  }

  private Map<String, String> metadata() throws SafetensorsException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    expectMetadata(JsonToken.START_OBJECT);
    for (String key = nextKey(seen); key != null; key = nextKey(seen)) {
      expectMetadata(JsonToken.VALUE_STRING);
      metadata.put(key, json.getString());
    }
    return metadata;
  }

  private Entry entry(String tensor) throws SafetensorsException {
    DType dtype = null;
    Shape shape = null;
    List<Long> offsets = null;
    Set<String> seen = new HashSet<>();
    expect(JsonToken.START_OBJECT, tensor, "an entry that is not an object");
    for (String field = nextKey(seen); field != null; field = nextKey(seen)) {
      switch (field) {
        case "dtype" -> dtype = dtype(tensor);
        case "shape" -> shape = shape(tensor);
        case "data_offsets" -> offsets = offsets(tensor);
        default -> skip();
      }
    }
    return entry(
        tensor,
        present(dtype, tensor, "dtype"),
        present(shape, tensor, "shape"),
        present(offsets, tensor, "data_offsets"));
  }

  private Entry entry(String tensor, DType dtype, Shape shape, List<Long> offsets)
      throws SafetensorsException {
    long begin = offsets.get(0);
    long end = offsets.get(1);
    long bytes = byteSize(tensor, dtype, shape);
    if (end < begin) {
      throw fault(tensor, Fault.REVERSED_OFFSETS, "ends before it begins: " + offsets);
    }
    if (end - begin != bytes) {
      String what = "needs %d bytes for %s %s, but its offsets %s span %d";
      throw fault(
          tensor, Fault.SIZE_MISMATCH, what.formatted(bytes, dtype, shape, offsets, end - begin));
    }
    return new Entry(tensor, dtype, shape, begin, end);
  }

  private DType dtype(String tensor) throws SafetensorsException {
    expect(JsonToken.VALUE_STRING, tensor, "a dtype that is not a string");
    String name = json.getString();
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw fault(tensor, Fault.UNKNOWN_DTYPE, "has the unknown dtype " + JsonText.shortened(name));
  }

  private Shape shape(String tensor) throws SafetensorsException {
    List<Long> sizes = numbers(tensor, "shape", Fault.NEGATIVE_SHAPE, Fault.SHAPE_OVERFLOW);
    try {
      return new Shape(sizes);
    } catch (ArithmeticException e) {
      throw fault(tensor, Fault.SHAPE_OVERFLOW, "has a shape of more elements than a long counts");
    }
  }

  private long byteSize(String tensor, DType dtype, Shape shape) throws SafetensorsException {
    try {
      return Math.multiplyExact(shape.size(), dtype.byteSize());
    } catch (ArithmeticException e) {
      throw fault(tensor, Fault.SHAPE_OVERFLOW, "has a shape of more bytes than a long counts");
    }
  }

  private List<Long> offsets(String tensor) throws SafetensorsException {
    List<Long> offsets =
        numbers(tensor, "data_offsets", Fault.NEGATIVE_OFFSET, Fault.OFFSET_OVERFLOW);
    if (offsets.size() != 2) {
      throw fault(
          tensor, Fault.WRONG_TYPE, "has " + offsets.size() + " numbers in data_offsets, not 2");
    }
    return offsets;
  }

  private List<Long> numbers(String tensor, String field, Fault negative, Fault overflow)
      throws SafetensorsException {
    List<Long> numbers = new ArrayList<>();
    expect(JsonToken.START_ARRAY, tensor, "a " + field + " that is not an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(
          JsonToken.VALUE_NUMBER_INT,
          tensor,
          "a " + field + " that holds something else than integers");
      String number = json.getString();
      if (number.startsWith("-")) {
        throw fault(tensor, negative, "has the negative number " + number + " in its " + field);
      }
      try {
        numbers.add(Long.parseLong(number));
      } catch (NumberFormatException e) {
        throw fault(tensor, overflow, "has the huge number " + number + " in its " + field);
      }
    }
    return numbers;
  }

  /** Moves to the next value of an object and returns its key, or null at the object's end. */
  private @Nullable String nextKey(Set<String> seen) throws SafetensorsException {
    String key = json.nextName();
    if (key == null) {
      return null;
    }
    if (!seen.add(key)) {
      throw SafetensorsException.in(
          file, Fault.DUPLICATE_KEY, "the key " + JsonText.shortened(key) + " is there twice");
    }
    json.nextToken();
    return key;
  }

  /** Passes over a field that the format may one day have, refusing duplicate keys in it too. */
  private void skip() throws SafetensorsException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Set<String> seen = new HashSet<>();
      while (nextKey(seen) != null) {
        skip();
      }
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        skip();
      }
    }
  }

  private void expect(JsonToken token, String tensor, String otherwise)
      throws SafetensorsException {
    if (json.currentToken() != token) {
      throw fault(tensor, Fault.WRONG_TYPE, "has " + otherwise);
    }
  }

  private void expectMetadata(JsonToken token) throws SafetensorsException {
    if (json.currentToken() != token) {
      throw SafetensorsException.in(
          file, Fault.METADATA_NOT_STRINGS, METADATA + " is not an object of strings");
    }
  }

  private <T> T present(@Nullable T value, String tensor, String field)
      throws SafetensorsException {
    if (value == null) {
      throw fault(tensor, Fault.MISSING_FIELD, "has no " + field);
    }
    return value;
  }

  private SafetensorsException fault(String tensor, Fault fault, String what) {
    return SafetensorsException.in(file, tensor, fault, what);
  }
}
