package io.sluice.gateway.caching;

/** HTTP dates (RFC 9110 §5.6.7), parsed in all three forms and written as IMF-fixdate. */
public final class HttpDate {
  /** What {@link #parse} returns for anything that is not a date. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final String DAYS = "montuewedthufrisatsun";
  private static final String[] LONG_DAYS = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
  };
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String DAYS_OUT = "MonTueWedThuFriSatSun";
  private static final String MONTHS_OUT = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private HttpDate() {}

  /**
   * The date in epoch milliseconds (whole seconds), or {@link #INVALID}. The grammar is exact, but
   * the case of day, month and GMT does not matter and the weekday need not be the right one.
   *
   * @param nowMillis decides the century of the obsolete two-digit year: what would be more than 50
   *     years ahead is in the past
   */
  public static long parse(String s, long nowMillis) {
    if (s.length() == 29 && s.charAt(3) == ',') {
      return imfFixdate(s);
    }
    if (s.length() == 24 && s.charAt(3) == ' ') {
      return asctime(s);
    }
    return rfc850(s, nowMillis);
  }

  /** The date as IMF-fixdate, 29 characters; for years 0–9999. */
  public static String format(long millis) {
    long seconds = Math.floorDiv(millis, 1000L);
    long days = Math.floorDiv(seconds, 86400L);
    int second = (int) Math.floorMod(seconds, 86400L);
    int[] date = civil(days);
    int weekday = (int) Math.floorMod(days + 3, 7L); // 1970-01-01 was a Thursday
    var out = new StringBuilder(29);
    out.append(DAYS_OUT, weekday * 3, weekday * 3 + 3).append(", ");
    two(out, date[2]).append(' ');
    out.append(MONTHS_OUT, date[1] * 3 - 3, date[1] * 3).append(' ');
    two(out, date[0] / 100);
    two(out, date[0] % 100).append(' ');
    two(out, second / 3600).append(':');
    two(out, second / 60 % 60).append(':');
    two(out, second % 60).append(" GMT");
    return out.toString();
  }

  private static StringBuilder two(StringBuilder out, int n) {
    return out.append((char) ('0' + n / 10)).append((char) ('0' + n % 10));
  }

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static long imfFixdate(String s) {
    if (name(s, 0, DAYS) < 0
        || s.charAt(4) != ' '
        || s.charAt(7) != ' '
        || s.charAt(11) != ' '
        || s.charAt(16) != ' '
        || !Ascii.regionIs(s, 25, 29, " gmt")) {
      return INVALID;
    }
    return millis(digits(s, 12, 16), name(s, 8, MONTHS) + 1, digits(s, 5, 7), timeOfDay(s, 17));
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static long asctime(String s) {
    if (name(s, 0, DAYS) < 0 || s.charAt(7) != ' ' || s.charAt(10) != ' ' || s.charAt(19) != ' ') {
      return INVALID;
    }
    int day = s.charAt(8) == ' ' ? digits(s, 9, 10) : digits(s, 8, 10);
    return millis(digits(s, 20, 24), name(s, 4, MONTHS) + 1, day, timeOfDay(s, 11));
  }

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static long rfc850(String s, long nowMillis) {
    int comma = s.indexOf(',');
    if (comma < 6 || s.length() != comma + 24 || !isLongDay(s, comma)) {
      return INVALID;
    }
    int at = comma + 1;
    if (s.charAt(at) != ' '
        || s.charAt(at + 3) != '-'
        || s.charAt(at + 7) != '-'
        || s.charAt(at + 10) != ' '
        || !Ascii.regionIs(s, at + 19, at + 23, " gmt")) {
      return INVALID;
    }
    int year = digits(s, at + 8, at + 10);
    if (year < 0) {
      return INVALID;
    }
    int thisYear = civil(Math.floorDiv(nowMillis, 86_400_000L))[0];
    int full = thisYear - thisYear % 100 + year;
    if (full > thisYear + 50) {
      full -= 100;
    } else if (full <= thisYear - 50) {
      full += 100;
    }
    return millis(
        full, name(s, at + 4, MONTHS) + 1, digits(s, at + 1, at + 3), timeOfDay(s, at + 11));
  }

  private static boolean isLongDay(String s, int end) {
    for (String day : LONG_DAYS) {
      if (Ascii.regionIs(s, 0, end, day)) {
        return true;
      }
    }
    return false;
  }

  /** The index of the three-letter name at {@code from}, or a number below -1. */
  private static int name(String s, int from, String names) {
    for (int i = 0; i < names.length(); i += 3) {
      if (Ascii.lower(s.charAt(from)) == names.charAt(i)
          && Ascii.lower(s.charAt(from + 1)) == names.charAt(i + 1)
          && Ascii.lower(s.charAt(from + 2)) == names.charAt(i + 2)) {
        return i / 3;
      }
    }
    return -2;
  }

  private static int digits(String s, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(s.charAt(i))) {
        return -1;
      }
      n = n * 10 + s.charAt(i) - '0';
    }
    return n;
  }

  private static int timeOfDay(String s, int at) {
    int hour = digits(s, at, at + 2);
    int minute = digits(s, at + 3, at + 5);
    int second = digits(s, at + 6, at + 8);
    if (s.charAt(at + 2) != ':'
        || s.charAt(at + 5) != ':'
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) { // 60: a leap second
      return -1;
    }
    return hour * 3600 + minute * 60 + second;
  }

  private static long millis(int year, int month, int day, int secondOfDay) {
    if (year < 0 || month < 1 || day < 1 || secondOfDay < 0 || day > daysIn(year, month)) {
      return INVALID;
    }
    return (days(year, month, day) * 86400L + secondOfDay) * 1000L;
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01 in the proleptic Gregorian calendar (years begin in March). */
  private static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
  }

  /** The inverse of {@link #days}: year, month, day. */
  private static int[] civil(long days) {
    long z = days + 719468;
    long era = Math.floorDiv(z, 146097L);
    long dayOfEra = z - era * 146097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long mp = (5 * dayOfYear + 2) / 153;
    int month = (int) (mp < 10 ? mp + 3 : mp - 9);
    return new int[] {
      (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)),
      month,
      (int) (dayOfYear - (153 * mp + 2) / 5 + 1)
    };
  }
}
