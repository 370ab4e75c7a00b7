import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs steps through pgjdbc: java JdbcSteps URL STEP... */
final class JdbcSteps {
    private static void mark(String name) {
        System.out.printf(java.util.Locale.ROOT, "@%s %.6f%n", name, System.nanoTime() / 1e9);
        System.out.flush();
    }

    public static void main(String[] words) throws Exception {
        Class.forName("org.postgresql.Driver");
        mark("loaded");
        new BufferedReader(new InputStreamReader(System.in)).readLine();
        try {
            Connection connection = DriverManager.getConnection(words[0]);
            Statement statement = connection.createStatement();
            for (int at = 1; at < words.length; at++) {
                String[] step = words[at].split(" ", 2);
                switch (step[0]) {
                    case "quiet" -> mark("quiet");
                    case "sleep" -> Thread.sleep(Math.round(Double.parseDouble(step[1]) * 1000));
                    default -> statement.execute(step[1]);
                }
            }
            mark("result");
        } catch (SQLException error) {
            mark("error");
            error.printStackTrace(System.out);
            System.out.println("@sqlstate " + error.getSQLState());
        }
        System.out.flush();
        System.exit(0);
    }
}
