#include <matinee/error.h>
#include <matinee/subset.h>

namespace matinee {

std::shared_ptr<const Dataset> selectRows(std::shared_ptr<const Dataset> data, const std::string& rows)
{
    checkRowsText(rows);
    return data;
}

void checkRowsText(const std::string& rows)
{
    if (!rows.empty())
        throw Error(ErrorCode::InvalidArgument, "Subsets are not there yet.", "rows");
}

} // namespace matinee
