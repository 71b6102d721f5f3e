namespace Pipelines.Sockets.Unofficial;

// The other side went away without saying so.
public class ConnectionResetException : IOException
{
    public ConnectionResetException(string message)
        : base(message)
    {
    }

    public ConnectionResetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

// This side gave the connection up.
public class ConnectionAbortedException : OperationCanceledException
{
    public ConnectionAbortedException()
        : this("The connection was aborted")
    {
    }

    public ConnectionAbortedException(string message)
        : base(message)
    {
    }

    public ConnectionAbortedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
