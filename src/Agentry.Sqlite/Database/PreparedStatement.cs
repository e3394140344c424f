using System.Text;
using SQLitePCL;

namespace Agentry;

/// <summary>
/// A statement that is compiled once per connection. Bind its parameters in their order, step it, and dispose it to use it again. Values go in
/// and out as spans: content is copied by SQLite alone.
/// </summary>
internal sealed class PreparedStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 512;
    private int _bound;

    public PreparedStatement Bind(long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    public PreparedStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public PreparedStatement Bind(string? value)
    {
        if (value is null)
            return BindNull();

        // An empty span has no address, which SQLite takes for null.
        if (value.Length == 0)
        {
            database.Check(raw.sqlite3_bind_text(handle, ++_bound, value));
            return this;
        }

        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> buffer = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        database.Check(raw.sqlite3_bind_text(handle, ++_bound, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        return this;
    }

    public PreparedStatement Bind(ReadOnlySpan<byte> value)
    {
        _bound++;
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, _bound, 0) : raw.sqlite3_bind_blob(handle, _bound, value));
        return this;
    }

    public PreparedStatement Bind(byte[]? value) => value is null ? BindNull() : Bind(value.AsSpan());

    public PreparedStatement BindNull()
    {
        database.Check(raw.sqlite3_bind_null(handle, ++_bound));
        return this;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        return code == raw.SQLITE_DONE ? false : throw database.Failure(code);
    }

    /// <summary>Steps a statement without rows, and disposes it.</summary>
    /// <returns>The rows it changed.</returns>
    public int Run()
    {
        using (this)
            Step();
        return raw.sqlite3_changes(database.Handle);
    }

    /// <summary>Steps a statement without rows, and disposes it. Its failure is the answer.</summary>
    public int Try()
    {
        int code = raw.sqlite3_step(handle);
        Dispose();
        return code is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : code;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public bool IsText(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_TEXT;

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>Not as a C string: text may hold a zero.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        // Its code repeats the failure of the last step, which was answered then.
        _ = raw.sqlite3_reset(handle);
        if (_bound > 0)
            _ = raw.sqlite3_clear_bindings(handle);
        _bound = 0;
    }

    public void Close() => handle.Dispose();
}
