using SQLitePCL;

namespace Agentry;

/// <summary>What SQLite's codes mean for whoever runs the host. Each message names the file and the fix.</summary>
internal static class SqliteFailure
{
    public static RunStoreException Translate(int code, string detail, string path, TimeSpan waited, Exception? cause = null)
    {
        (string message, FailureClass failure) = (code & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                $"{path} was locked by another connection for longer than {waited.TotalSeconds:0.###} s (BusyTimeout). Nothing was written. "
                + "Find the program that holds a write transaction on it, or raise BusyTimeout.",
                FailureClass.Transient),
            raw.SQLITE_READONLY => (
                $"{path} is read-only for this process. Give it permission to write the file and its directory, in which SQLite keeps the write-ahead log.",
                FailureClass.Refused),
            raw.SQLITE_PERM or raw.SQLITE_AUTH => (
                $"{path} may not be opened by this process. Give it permission to read and write the file and its directory.", FailureClass.Refused),
            raw.SQLITE_CANTOPEN => (CannotOpen(path), FailureClass.Refused),
            raw.SQLITE_NOTADB => (
                $"{path} is not a SQLite database, or it is encrypted. Name another file, or restore a backup.", FailureClass.Refused),
            raw.SQLITE_CORRUPT => (
                $"{path} is damaged. Stop every process that uses it, keep a copy, and restore a backup or rebuild it with 'sqlite3 {path} .recover'.",
                FailureClass.Refused),
            raw.SQLITE_FULL => (
                $"The disk of {path} is full. Nothing was written and no run advanced; free some space, and runs go on.", FailureClass.Transient),
            raw.SQLITE_IOERR => (
                $"The disk of {path} could not be read or written. Check the disk; WAL needs a local file system.", FailureClass.Transient),
            raw.SQLITE_TOOBIG => (
                $"A value is larger than SQLite stores (1 GB), so {path} does not take it. Limit the size of tool results and messages.", FailureClass.InvalidRequest),
            raw.SQLITE_NOMEM => ($"SQLite ran out of memory while it worked on {path}.", FailureClass.Transient),
            _ => ($"SQLite could not do its work on {path}.", FailureClass.Unknown),
        };
        return new RunStoreException($"{message} (SQLite {code}: {detail})", failure, innerException: cause);
    }

    public static RunStoreException Newer(string path, long version, int known) => new(
        $"{path} has schema {version}, written by a newer Agentry.Sqlite; this one knows schemas up to {known}. Update the package, or name another file.",
        FailureClass.Refused);

    public static RunStoreException Foreign(string path) => new(
        $"{path} is a database of another application. Give Agentry a file of its own.", FailureClass.Refused);

    private static string CannotOpen(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        if (directory is { Length: > 0 } && !Directory.Exists(directory))
            return $"{path} cannot be opened: the directory {directory} does not exist. Create it, or name another file.";
        return Directory.Exists(path)
            ? $"{path} cannot be opened: it is a directory. Name a file."
            : $"{path} cannot be opened. Check that it exists, and that this process may read and write it and its directory.";
    }
}
