package dev.cairn.tensor;

/** One tensor of a header; its bytes are [begin, end), counted from where the data begins. */
record Entry(String name, DType dtype, Shape shape, long begin, long end) {

  String json() {
    return JsonText.quoted(name)
        + (":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape.toString().replace(" ", ""))
        + (",\"data_offsets\":[" + begin + "," + end + "]}");
  }
}
