# Mỗi đích một dòng; gõ `make` để xem. Mọi việc dựng đặt trong tools/setup.py (chỉ dùng thư viện chuẩn).
PORT ?= 8123
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup dev run test unit check format migrations assets bench lock clean python

help: ## In danh sách này
	@echo "Đồng Hành - các lệnh:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Không thấy $(PYTHON): hãy cài Python 3.11 trở lên rồi chạy lại." >&2; exit 2; }

setup: python ## Dựng môi trường chạy (.venv, thư viện, giao diện); không mở máy chủ
	@$(PYTHON) tools/setup.py

dev: python ## Như setup, thêm công cụ kiểm thử
	@$(PYTHON) tools/setup.py --dev

run: setup ## Dựng rồi mở hệ thống ở 127.0.0.1:PORT (mặc định 8123)
	@exec $(BIN)/donghanh up --port $(PORT)

test: dev ## Toàn bộ kiểm thử: SQLite, rồi PostgreSQL và trình duyệt nếu máy có
	@$(BIN)/python tools/test.py

unit: dev ## Chỉ kiểm thử nhanh trên SQLite; thêm ARGS="đường/dẫn -k tên" để chọn
	@$(BIN)/pytest -m "not journey" $(ARGS)

check: dev ## Soát mã: ruff, mypy, ranh giới tầng, migration (dưới một phút)
	@$(BIN)/python tools/check.py

format: dev ## Định dạng mã bằng ruff
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

migrations: setup ## Viết migration còn thiếu
	@$(BIN)/python manage.py makemigrations

assets: python ## Dựng lại thư viện giao diện từ node_modules
	@$(PYTHON) tools/setup.py --again assets

bench: dev ## Đo tốc độ và ghi docs/budgets.md
	@$(BIN)/python bench/run.py all

lock: dev ## Khóa lại phiên bản thư viện (requirements/, package-lock.json)
	@$(PYTHON) tools/setup.py --lock

clean: ## Xóa những gì dựng được; giữ nguyên var/ (dữ liệu đã nhập)
	@rm -rf .venv node_modules dist src/donghanh/ui/static/vendor .mypy_cache .ruff_cache .import_linter_cache .hypothesis
