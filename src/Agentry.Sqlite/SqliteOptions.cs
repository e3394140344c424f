using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>How runs are kept in SQLite. Of the whole host; configurable under <c>Sqlite</c>.</summary>
public sealed class SqliteOptions
{
    /// <summary>
    /// Where the file is, such as <c>Data Source=agentry.db</c>. The file is created when it is missing, its directory is not. It must be a file of
    /// the store's own on a local disk: in-memory databases, shared caches, read-only modes and URIs are refused.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long an operation waits while another process holds the file's write lock; then it fails as transient, and nothing is written.</summary>
    /// <value>5 seconds by default.</value>
    [Duration(0, 3_600)]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What a commit survives.</summary>
    /// <value><see cref="SqliteSynchronous.Full"/> by default. Read at start.</value>
    [EnumDataType(typeof(SqliteSynchronous))]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Most writes that share one transaction. Those that wait for the disk go together; a single one never waits for others.</summary>
    /// <value>256 by default.</value>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>Size of the write-ahead log, in bytes, from which it is brought into the database file.</summary>
    /// <value>16 MiB by default.</value>
    [Range(65_536, 4_294_967_296)]
    public long CheckpointBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Most connections that read at the same time. They are opened as they are needed.</summary>
    /// <value>4 by default.</value>
    [Range(1, 64)]
    public int MaxReaders { get; set; } = 4;

    /// <summary>How often a watched run is looked at for what other processes wrote. What this process writes is seen at once.</summary>
    /// <value>250 milliseconds by default.</value>
    [Duration(0.01, 60)]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
