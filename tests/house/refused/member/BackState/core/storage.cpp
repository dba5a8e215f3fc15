int State::size() const
{
    return 1;
}
